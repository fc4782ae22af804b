// One program for all scenarios: its argument names the one to run.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/getsentry/sentry-go"
	"github.com/getsentry/sentry-go/attribute"
)

var errStock = errors.New("no cups left in row 7")

type orderError struct {
	order int
	cause error
}

func (e *orderError) Error() string { return fmt.Sprintf("order %d cannot be packed", e.order) }
func (e *orderError) Unwrap() error { return e.cause }

func pack(order int) error { return &orderError{order, errStock} }

func scope() {
	sentry.ConfigureScope(func(scope *sentry.Scope) {
		scope.SetUser(sentry.User{ID: "7", Email: "ada@shop.example", IPAddress: "203.0.113.9"})
		scope.SetTag("till", "north")
		scope.SetContext("basket", map[string]any{"items": 3, "total": 12.5})
		scope.SetFingerprint([]string{"{{ default }}", "till"})
		scope.AddBreadcrumb(&sentry.Breadcrumb{
			Category: "http", Type: "http", Message: "GET /stock",
			Data: map[string]any{"status_code": 200},
		}, 10)
	})
	sentry.CaptureException(pack(42))
}

func attachment() {
	sentry.WithScope(func(scope *sentry.Scope) {
		scope.AddAttachment(&sentry.Attachment{
			Filename: "receipt.txt", ContentType: "text/plain", Payload: []byte("two cups"),
		})
		sentry.CaptureException(errors.New("the printer is out of paper"))
	})
}

func transaction() {
	span := sentry.StartTransaction(context.Background(), "GET /orders/{id}",
		sentry.WithOpName("http.server"), sentry.WithTransactionSource(sentry.SourceRoute))
	child := span.StartChild("db.sql.query", sentry.WithDescription("SELECT * FROM orders WHERE id = $1"))
	child.SetData("db.system.name", "postgresql")
	time.Sleep(5 * time.Millisecond)
	child.Finish()
	span.Status = sentry.SpanStatusNotFound
	span.Finish()
}

func checkIn() {
	config := &sentry.MonitorConfig{Schedule: sentry.CrontabSchedule("*/5 * * * *"), MaxRuntime: 2, CheckInMargin: 1}
	id := sentry.CaptureCheckIn(&sentry.CheckIn{
		MonitorSlug: "count-the-stock", Status: sentry.CheckInStatusInProgress,
	}, config)
	sentry.CaptureCheckIn(&sentry.CheckIn{
		ID: *id, MonitorSlug: "count-the-stock", Status: sentry.CheckInStatusOK, Duration: time.Second,
	}, config)
}

func logs() {
	logger := sentry.NewLogger(context.Background())
	logger.Info().String("till", "north").Int("items", 3).Emitf("order %d is packed", 42)
	logger.Error().Emit("the printer is out of paper")
}

func metrics() {
	meter := sentry.NewMeter(context.Background())
	meter.Count("orders", 2, sentry.WithAttributes(attribute.String("till", "north")))
	meter.Distribution("packing", 187.5, sentry.WithUnit(sentry.UnitMillisecond))
}

// What was discarded is told with the next envelope.
func clientReport() {
	sentry.CaptureMessage("The cup is full")
	transaction()
}

func recovered() {
	defer sentry.Recover()
	var shelves []string
	fmt.Println(shelves[7])
}

func main() {
	options := sentry.ClientOptions{
		Dsn: os.Getenv("SCENARIO_DSN"), Release: "shop@1.4.0+57", Environment: "staging",
		ServerName: "web-1", AttachStacktrace: true, EnableTracing: true, TracesSampleRate: 1,
		SendDefaultPII: true,
	}
	if os.Args[1] == "client_report" {
		options.BeforeSend = func(*sentry.Event, *sentry.EventHint) *sentry.Event { return nil }
	}
	err := sentry.Init(options)
	if err != nil {
		panic(err)
	}
	scenarios := map[string]func(){
		"attachment":         attachment,
		"capture_message":    func() { sentry.CaptureMessage("The cup is full") },
		"chained_exceptions": func() { sentry.CaptureException(fmt.Errorf("packing failed: %w", pack(42))) },
		"check_in":           checkIn,
		"client_report":      clientReport,
		"logs":               logs,
		"metrics":            metrics,
		"recovered_panic":    recovered,
		"scope":              scope,
		"transaction":        transaction,
	}
	scenarios[os.Args[1]]()
	sentry.Flush(5 * time.Second)
}
