// The crash-report dialog of Sentry's browser SDK. Its options are the query of its own address, to
// which it also posts. It lives in a shadow root and needs nothing from the page, and no style or
// script inline, so that a strict Content-Security-Policy stays as it is.
(() => {
  const HOST_ID = 'seismo-crash-report';
  const CLOSED = '__sentry_reportdialog_closed__';
  const address = document.currentScript.src;
  const options = new URL(address).searchParams;
  const text = (name, fallback) => options.get(name) || fallback;

  const css = `
    :host { all: initial; color-scheme: inherit; }
    * { box-sizing: border-box; font: inherit; color: inherit; }
    dialog {
      width: min(480px, calc(100vw - 32px)); max-height: calc(100dvh - 32px); padding: 24px;
      font: 400 15px/1.5 ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
      color: light-dark(#192025, #e7eaec); background: light-dark(#fff, #151a1d);
      border: 1px solid light-dark(#dce0e4, #282d31); border-radius: 12px;
      box-shadow: 0 24px 64px light-dark(#0003, #000a); overflow: auto;
    }
    dialog::backdrop { background: #000000a0; }
    h2 { margin: 0 0 8px; font-size: 20px; font-weight: 650; line-height: 1.3; }
    p { margin: 0 0 20px; color: light-dark(#4c545a, #b0b7bc); }
    form, label { display: grid; gap: 6px; margin: 0; }
    form { gap: 16px; }
    label span { font-weight: 550; }
    input, textarea {
      width: 100%; padding: 9px 12px; background: light-dark(#fff, #0e1214);
      border: 1px solid light-dark(#868d93, #6c7378); border-radius: 6px;
    }
    input, button { min-height: 44px; }
    textarea { min-height: 112px; resize: vertical; }
    ::placeholder { color: light-dark(#626a70, #959ca2); opacity: 1; }
    :focus-visible { outline: 2px solid light-dark(#0080a2, #52cff3); outline-offset: 1px; }
    [aria-invalid="true"] { border-color: light-dark(#c51e21, #f9837c); }
    .message:empty { display: none; }
    .message {
      margin: 0; padding: 10px 12px; border-radius: 6px;
      color: light-dark(#c51e21, #f9837c); background: light-dark(#ffeae7, #461d1a);
    }
    .sent .message { color: light-dark(#21763c, #6fd395); background: light-dark(#e0f7e4, #143320); }
    .sent :is(label, .submit) { display: none; }
    .actions { display: flex; flex-wrap: wrap-reverse; gap: 12px; justify-content: flex-end; }
    button {
      padding: 0 18px; font-weight: 600; cursor: pointer; background: none;
      border: 1px solid light-dark(#868d93, #6c7378); border-radius: 6px;
    }
    .submit {
      color: light-dark(#fff, #061414); background: light-dark(#006f6f, #65cbca);
      border-color: transparent;
    }
    .submit:hover { background: light-dark(#00595a, #88e0df); }
    @media (max-width: 480px) { button { flex: 1 1 auto; } }
    [disabled] { opacity: .5; cursor: default; }
  `;

  function element(name, properties = {}, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  function style(root) {
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      root.adoptedStyleSheets = [sheet];
    } catch {
      root.append(element('style', {textContent: css})); // browsers before 2023
    }
  }

  function field(control, label) {
    control.required = true;
    return element('label', {}, element('span', {textContent: label}), control);
  }

  const fields = {
    name: element('input', {
      name: 'name', autocomplete: 'name', maxLength: 128, value: text('name', ''),
    }),
    email: element('input', {
      name: 'email', type: 'email', autocomplete: 'email', maxLength: 75, value: text('email', ''),
    }),
    comments: element('textarea', {name: 'comments', maxLength: 4096}),
  };
  const message = element('p', {className: 'message'});
  message.setAttribute('role', 'status');
  const submit = element('button', {
    className: 'submit', textContent: text('labelSubmit', 'Submit Crash Report'),
  });
  const close = element('button', {type: 'button', textContent: text('labelClose', 'Close')});
  const form = element(
    'form', {},
    field(fields.name, text('labelName', 'Name')),
    field(fields.email, text('labelEmail', 'Email')),
    field(fields.comments, text('labelComments', 'What happened?')),
    message,
    element('div', {className: 'actions'}, close, submit),
  );
  const title = element('h2', {
    id: 'title', textContent: text('title', 'It looks like we’re having issues.'),
  });
  const about = element('p', {
    id: 'about',
    textContent: [
      text('subtitle', 'Our team has been notified.'),
      text('subtitle2', 'If you’d like to help, tell us what happened below.'),
    ].join(' '),
  });
  const dialog = element('dialog', {}, title, about, form);
  dialog.setAttribute('aria-labelledby', 'title');
  dialog.setAttribute('aria-describedby', 'about');

  function sent() {
    form.classList.add('sent');
    about.remove();
    message.textContent = text('successMessage', 'Your feedback has been sent. Thank you!');
    close.focus();
  }

  async function refused(answer) {
    const {errors} = await answer.json().catch(() => ({}));
    for (const [name, control] of Object.entries(fields)) {
      control.setAttribute('aria-invalid', String(Boolean(errors && errors[name])));
    }
    message.textContent = errors
      ? text('errorFormEntry', 'Some fields were invalid. Please correct the errors and try again.')
      : text('errorGeneric', 'An unknown error occurred while submitting your report. Please try again.');
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    submit.disabled = true;
    message.textContent = '';
    const report = Object.values(fields).map((control) => [control.name, control.value]);
    try {
      const answer = await fetch(address, {method: 'POST', body: new URLSearchParams(report)});
      if (answer.ok) sent();
      else await refused(answer);
    } catch {
      await refused(new Response());
    }
    submit.disabled = false;
  });
  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => {
    host.remove();
    window.postMessage(CLOSED, '*');
  });

  document.getElementById(HOST_ID)?.remove();
  const host = element('div', {id: HOST_ID});
  const root = host.attachShadow({mode: 'open'});
  style(root);
  root.append(dialog);
  (document.body || document.documentElement).append(host);
  dialog.showModal();
  const empty = Object.values(fields).find((control) => !control.value);
  (empty || fields.comments).focus();
})();
