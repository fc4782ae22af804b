"""The words that the rules know. Names are compared by whole words, in lower case."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SECRET_WORDS = _words(
    """
    accesskey apikey apikeys authkey authorization contrasena contraseña credential
    credentials creds csrf cvc cvv fastcsrf jwt jwts kennwort otp passcode passcodes
    passphrase passphrases passwd passwds password passwords passwort privatekey pwd pwds
    passwordhash secret secretkey secrets senha sessionkey sig ssn token totp xsrf
    """
)
"""A name with one of these names a secret, unless the words around it say otherwise."""
SECRET_ENDINGS = _words(
    """
    password passwords passwd passphrase pwd token secret secrets apikey sessionid sessid
    privatekey secretkey accesskey authkey cardnumber creditcard
    """
)
"""The same for words that were grown together, such as `dbpassword`."""
TEXT_WORDS = _words(
    """
    cookie cookies dsn pass pw session sid tokens
    """
)
"""Names of secret texts; an object of this name may be harmless and is searched name by name."""
SECRET_PAIRS = _words(
    """
    2_fa access_key account_key amz_signature api_key auth_code auth_cookie auth_data
    auth_hash auth_header auth_info auth_key auth_params auth_string auth_token auth_value
    backup_code card_code card_no card_num card_number card_pin cc_num cc_number conn_str
    conn_string connect_sid connection_string credit_card debit_card deploy_key encryption_key
    license_key master_key mfa_code pass_code pass_phrase pass_word pin_code pin_number
    private_key recovery_code secret_key security_code sess_id session_id session_key
    shared_key signing_key social_security ssh_key two_factor twofactor_code
    user_pin verification_code
    """
)
"""Two words that name a secret only side by side."""
SECRET_AFTER = _words("code data digest hash header key plain raw salt string text value")
"""After a secret word these leave the value a secret."""
INNOCENT_AFTER = _words(
    """
    accepted age alg algorithm algorithms at attempt attempts backend backends banner banners
    bucket budget builder bytes cache case change changed changes chars check checked checker
    class classes closed column config confirmed consent context count counter counts created
    date dates days default disabled domain domains done duration durations enabled ended
    endpoint engine error errors exempt exists expiration expire expired expires expiry
    factory failed failure field fields file form format found generator handler handlers has
    hasher hashers help hint host hours httponly id ids index invalid is issued kind label
    last len length level lifetime limit limits location manager match max message messages
    method methods middleware min minutes missing mode model models module name names needed
    notice ok on optional origin origins page path pattern permission policies policy position
    prefix present processing provider providers rate regex regexp rejected required
    requirements reset resets result revoked rotation route rule rules samesite santa saved
    schema scope scopes score seconds secure serializer set setting settings size source
    started state status storage store strength strict suffix table template time timeout
    timestamp title trusted ttl type types uri url urls usage usages used user valid validate
    validation validator validators verified version view views visible widget
    """
)
"""After a secret word: the value is about the secret and is not the secret."""
INNOCENT_BEFORE = _words(
    """
    allow allows can count forgot forgotten had has have hide is max min need needs num
    require required requires should show total unexpected uses without
    """
)
"""The same before it: `has_password`, `max_tokens`."""
SESSION_COOKIES = _words(
    """
    __session _csrf _iris_csrf _vercel_jwt _xsrf connect.sid csrf csrf-token csrf_token
    fastcsrf fasthttpsessionid irissessionid jsessionid mysession phpsessid remember_me
    remember_token sentrysid session sessionid su sudo symfony user_session xsrf xsrf-token
    xsrf_token
    """
)
"""Cookies that hold a login or guard one (semantics.md section 3.2)."""
PROSE = _words(
    """
    a an and any are at authentication authorization be been blank bool boolean by bytes can
    cannot changed closed cls could created deleted denied dict disabled empty enabled end
    ended enter error errors expected expired fail failed fails failure field float for from
    in incorrect int integer invalid is length list maximum may might minimum mismatch missing
    must new no none not null object of ok okay old on only open opened optional or please
    refused rejected required reset self set should start started str string success
    successful that the these this to too tuple type unexpected unknown unset unsupported
    updated valid value values verification was were will with would wrong
    """
)
"""What may follow a name and a colon in a sentence or in a declaration."""
FIELD_NAMES = _words(
    """
    code created date email first_name id is_active is_staff is_superuser last_login last_name
    group permission name phone pk role roles status text title type updated url user username users value
    """
)
"""Beside a secret name in brackets these are a list of fields, not a name and its value."""
PARTS_OF_NAMES = _words(
    """
    card code codes id key keys number phrase string
    """
)
"""Words that only make a name together with the word before: `api key`."""
WHOLE_LINE_NAMES = _words(
    """
    authorization cookie http_cookie passphrase set-cookie
    """
)
"""The value of these goes on to the end of the line."""
COMMON_VALUES = _words(
    """
    administrator anonymous application authentication authorization credentials default
    description development information localhost postgresql production required same-origin
    staging
    """
)
"""Never looked for elsewhere in the event, though they stood under a secret name."""
