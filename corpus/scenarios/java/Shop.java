import io.sentry.Attachment;
import io.sentry.Breadcrumb;
import io.sentry.CheckIn;
import io.sentry.CheckInStatus;
import io.sentry.ITransaction;
import io.sentry.MonitorConfig;
import io.sentry.MonitorSchedule;
import io.sentry.Sentry;
import io.sentry.SpanStatus;
import io.sentry.TransactionOptions;
import io.sentry.UserFeedback;
import io.sentry.protocol.Feedback;
import io.sentry.protocol.TransactionNameSource;
import io.sentry.protocol.User;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One program for all scenarios: its argument names the one to run. */
public final class Shop {
  static final class OutOfStock extends RuntimeException {
    OutOfStock(String message) {
      super(message);
    }
  }

  private static void pack(int order) {
    try {
      throw new OutOfStock("no cups left in row 7");
    } catch (OutOfStock cause) {
      throw new IllegalStateException("order " + order + " cannot be packed", cause);
    }
  }

  private static void chainedExceptions() {
    try {
      pack(42);
    } catch (IllegalStateException error) {
      Sentry.captureException(error);
    }
  }

  private static void scope() {
    Sentry.configureScope(
        scope -> {
          User user = new User();
          user.setId("7");
          user.setEmail("ada@shop.example");
          user.setIpAddress("203.0.113.9");
          scope.setUser(user);
          scope.setTag("till", "north");
          scope.setContexts("basket", Map.of("items", 3));
          Breadcrumb crumb = Breadcrumb.http("https://shop.example/stock", "GET", 200);
          scope.addBreadcrumb(crumb);
        });
    chainedExceptions();
  }

  private static void attachment() {
    byte[] text = "two cups".getBytes(StandardCharsets.UTF_8);
    Sentry.configureScope(scope -> scope.addAttachment(new Attachment(text, "receipt.txt")));
    Sentry.captureException(new OutOfStock("the printer is out of paper"));
  }

  private static void transaction() throws InterruptedException {
    ITransaction transaction =
        Sentry.startTransaction("GET /orders/{id}", "http.server", new TransactionOptions());
    transaction.setName("GET /orders/{id}", TransactionNameSource.ROUTE);
    var span = transaction.startChild("db.sql.query", "SELECT * FROM orders WHERE id = ?");
    span.setData("db.system", "postgresql");
    Thread.sleep(5);
    span.finish(SpanStatus.OK);
    transaction.setMeasurement("rows", 3);
    transaction.finish(SpanStatus.NOT_FOUND);
  }

  private static void checkIn() {
    CheckIn begun = new CheckIn("count-the-stock", CheckInStatus.IN_PROGRESS);
    begun.setMonitorConfig(new MonitorConfig(MonitorSchedule.crontab("*/5 * * * *")));
    CheckIn done =
        new CheckIn(Sentry.captureCheckIn(begun), "count-the-stock", CheckInStatus.OK);
    done.setDuration(1.0);
    Sentry.captureCheckIn(done);
  }

  private static void feedback() {
    Feedback feedback = new Feedback("The basket is empty");
    feedback.setContactEmail("ada@shop.example");
    feedback.setName("Ada");
    Sentry.captureFeedback(feedback);
  }

  /** What was discarded is told with the next envelope. */
  private static void clientReport() {
    Sentry.captureMessage("The cup is full");
    Sentry.startSession();
    Sentry.endSession();
  }

  private static void userReport() {
    UserFeedback report =
        new UserFeedback(Sentry.captureException(new OutOfStock("the basket is empty again")));
    report.setName("Ada");
    report.setEmail("ada@shop.example");
    report.setComments("my basket lost two cups");
    Sentry.captureUserFeedback(report);
  }

  private static void metrics() {
    Sentry.metrics().count("orders", 2.0);
    Sentry.metrics().gauge("depth", 4.5, "item");
    Sentry.metrics().distribution("packing", 187.5, "millisecond");
  }

  private static void uncaught() {
    Thread thread = new Thread(() -> pack(42), "packing");
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException error) {
      throw new IllegalStateException(error);
    }
  }

  private static void session() {
    Sentry.startSession();
    Sentry.captureException(new OutOfStock("the till is stuck"));
    Sentry.endSession();
  }

  public static void main(String[] arguments) throws Exception {
    Sentry.init(
        options -> {
          options.setDsn(System.getenv("SCENARIO_DSN"));
          options.setRelease("shop@1.4.0+57");
          options.setEnvironment("staging");
          options.setServerName("web-1");
          options.setTracesSampleRate(1.0);
          options.setSendDefaultPii(true);
          options.setAttachThreads(true);
          options.addInAppInclude("Shop");
          options.getLogs().setEnabled(true);
          if (arguments[0].equals("client_report")) {
            options.setBeforeSend((event, hint) -> null);
          }
        });
    switch (arguments[0]) {
      case "attachment" -> attachment();
      case "capture_message" -> Sentry.captureMessage("The cup is full");
      case "chained_exceptions" -> chainedExceptions();
      case "check_in" -> checkIn();
      case "client_report" -> clientReport();
      case "feedback" -> feedback();
      case "logs" -> Sentry.logger().error("order %s cannot be packed", 42);
      case "metrics" -> metrics();
      case "scope" -> scope();
      case "session" -> session();
      case "transaction" -> transaction();
      case "uncaught_exception" -> uncaught();
      case "user_report" -> userReport();
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    Sentry.close();
  }
}
