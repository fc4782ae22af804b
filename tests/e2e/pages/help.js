Sentry.init({dsn: window.SHOP_DSN});
addEventListener('DOMContentLoaded', () => {
  document.querySelector('#pay').addEventListener('click', () => {
    const eventId = Sentry.captureException(new Error('The payment was refused'));
    Sentry.showReportDialog({
      eventId,
      user: {name: 'Jane Bloggs'},
      labelComments: 'What did you do?',
      onClose: () => { document.title = 'closed'; },
    });
  });
});
