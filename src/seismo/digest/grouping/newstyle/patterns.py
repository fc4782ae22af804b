"""The parts of a message that vary from event to event, in the order in which they are tried.

Every pattern is matched at a place where a word, a number or a value after `=` begins. Where the
regular expression alone cannot tell, a validator decides; what it rejects is offered to the
patterns below.
"""

import re
from collections.abc import Callable
from ipaddress import ip_address

import msgspec


class Pattern(msgspec.Struct, frozen=True):
    name: str
    regex: str
    is_valid: Callable[[str], bool] | None = None


# Left out on purpose: endings that are also file names, attributes or words (py, sh, name, is, ...).
_TOP_LEVEL = re.compile(
    """
    ae | aero | app | ar | arpa | asia | au | az | ba | bd | berlin | bg | biz | blog | bo | br
    | ca | cat | ch | cl | cloud | cn | co | com | cr | cz | de | dev | dk | ec | edu | ee | eg
    | es | eu | fi | fm | fr | ge | gov | gr | gt | hk | hr | hu | ie | il | int | internal | io
    | ir | jp | ke | kr | kz | lan | lb | local | localdomain | lt | lu | lv | ma | mil | mobi
    | museum | mx | net | ng | ni | nl | nz | online | onion | org | pa | pe | ph | pk | pro
    | pt | qa | ro | ru | sa | se | sg | shop | si | site | sk | store | su | tech | th | tn
    | tr | travel | tv | tw | ua | ug | uk | uy | uz | ve | vn | xyz | za | zone
    """,
    re.VERBOSE,
)
_WEEKDAY = r"(?:Mon(?:day)?|Tue(?:sday)?|Wed(?:nesday)?|Thu(?:rsday)?|Fri(?:day)?|Sat(?:urday)?|Sun(?:day)?)"
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sep(?:tember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:19|20)\d\d"
_CLOCK = r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?)?(?:\s?[AaPp][Mm]\b)?"
_ZONE = r"(?:\s?(?:Z|UTC|(?:GMT)?[+-]\d\d:?\d\d|[A-Z]{1,4}T)\b(?:\s\([^()\n]{1,40}\))?)?"
_ISO_DAY = rf"{_YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_COMPACT_DAY = rf"{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_ENDS = r"(?!\w|:\d)"

# A look-ahead spares most places the long way through the names of days and months.
_DATES = (
    # Mon, 02 Jan 2006 15:04:05 -0700; Monday, 02-Jan-06 15:04:05 UTC; 02/Jan/2006:15:04:05 +0000
    rf"(?=[FMSTW]|\d\d?[\s/-][ADFJMNOS])(?:{_WEEKDAY},?\s+)?"
    rf"{_DAY}(?P<dash>[\s/-]){_MONTH}(?P=dash)(?:\d{{4}}|\d\d)"
    rf"(?:[,\s:]\s?{_CLOCK}{_ZONE})?{_ENDS}",
    # Mon Jan 02, 1999; Mon Jan 2 15:04:05 2006; Mon Jan 02 2006 15:04:05 GMT+0100 (CET)
    rf"(?=[A-Z])(?:{_WEEKDAY},?\s+)?{_MONTH}\s+{_DAY},?\s+(?:{_CLOCK}{_ZONE}\s+)?{_YEAR}"
    rf"(?:,?\s+{_CLOCK}{_ZONE})?{_ENDS}",
    # Jan 02 15:04:05
    rf"(?=[A-Z]){_MONTH}\s+{_DAY}\s+{_CLOCK}{_ENDS}",
    # 2006-01-02T15:04:05.999Z; 2006-01-02 15:04:05,123; 2006-01-02
    rf"{_ISO_DAY}(?:[T\s]{_CLOCK}{_ZONE})?{_ENDS}",
    rf"{_YEAR}/(?:0[1-9]|1[0-2])/(?:0[1-9]|[12]\d|3[01])(?:\s{_CLOCK}{_ZONE})?{_ENDS}",
    # 20060102T150405Z; 20060102150405
    rf"{_COMPACT_DAY}[T_-]?(?:[01]\d|2[0-3])[0-5]\d[0-5]\d(?:\.\d{{1,9}})?(?:Z|[+-]\d{{4}})?{_ENDS}",
    # 15:04:05; 3:04 PM
    rf"(?=\d\d?:)(?<![:.\w]){_CLOCK}{_ZONE}{_ENDS}",
    r"datetime\.datetime\([^()\n]{5,80}\)",
)

_WORD_OF_ID = r"[A-Za-z]*+\d[A-Za-z0-9]*+"
_SWITCH = re.compile(r"[A-Za-z](?=\d)|\d(?=[A-Za-z])")


def _is_hostname(text: str) -> bool:
    one_case = text.islower() or text.isupper()
    return one_case and _TOP_LEVEL.fullmatch(text.lower().rpartition(".")[2]) is not None


def _is_ip(text: str) -> bool:
    """`Class::method` may look like an address: one without any digit is taken for a name."""
    if not any(character.isdigit() for character in text):
        return False
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_random(text: str) -> bool:
    """Letters and digits take turns at least three times; a short one must also mix cases."""
    if len(_SWITCH.findall(text)) < 3:
        return False
    return len(text) >= 6 or not (text.islower() or text.isupper())


PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        "email",
        r"(?<![\w.+-])[\w.+-]++@[A-Za-z0-9-]++(?:\.[A-Za-z0-9-]++)++",
        lambda text: text[-2:].isalpha(),
    ),
    Pattern("url", r"\b(?:[Ww]ss?|[Hh]ttps?|HTTPS?|[Ff]tp)://\S+"),
    Pattern(
        "hostname",
        r"(?<![\w.@-])[A-Za-z0-9-]++(?:\.[A-Za-z0-9-]++)++(?![\w(])",
        _is_hostname,
    ),
    Pattern(
        "traceparent",
        r"\b(?:00-[0-9a-f]{32}-[0-9a-f]{16}-0[0-9a-f]|1-[0-9a-f]{8}-[0-9a-f]{24})\b",
    ),
    # A process, a port or a reference of Erlang: #PID<0.345.0>.
    Pattern("pid", r"(?:(?<=#PID<)|(?<=#Port<)|(?<=#Reference<))\d+(?:\.\d+)+(?=>)"),
    Pattern("uuid", r"\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b"),
    Pattern("sha1", r"\b[0-9a-fA-F]{40}\b"),
    Pattern("md5", r"\b[0-9a-fA-F]{32}\b"),
    Pattern("date", rf"\b(?:{'|'.join(_DATES)})"),
    Pattern("duration", r"\b(?=[\d.]{1,20}[hmnsu])(?:\d+h)?(?:\d+m)?\d+(?:\.\d+)?(?:[mnu]s|s)\b"),
    Pattern("mac", r"\b[0-9a-fA-F]{2}(?P<sep>[:-])(?:[0-9a-fA-F]{2}(?P=sep)){4}[0-9a-fA-F]{2}\b"),
    Pattern("ip", r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w-]|\.\w)", _is_ip),
    Pattern(
        "ip",
        r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{1,4}(?:\.\d{1,3}){0,3}(?!\w)",
        _is_ip,
    ),
    Pattern("swift_txn_id", r"\btx[0-9a-f]{21}-[0-9a-f]{10}(?:-[\w-]+|\b)"),
    Pattern(
        "hex",
        r"(?:\b|(?<![\w-])-)(?=[0-9a-fA-F]{4}|0[xX])(?:0[xX][0-9a-fA-F]+|[0-9a-f]{8,128}|[0-9A-F]{8,128}"
        r"|(?=\d*[a-f])(?=[a-f]*\d)[0-9a-f]{4,6}|(?=\d*[A-F])(?=[A-F]*\d)[0-9A-F]{4,6})\b",
    ),
    Pattern("git_sha", r"\b(?=\d*[a-f])(?=[a-f]*\d)[0-9a-f]{7}\b"),
    Pattern(
        "random_id",
        rf"(?<![A-Za-z0-9]){_WORD_OF_ID}(?:-{_WORD_OF_ID}){{0,7}}(?![A-Za-z0-9])",
        _is_random,
    ),
    # A number with dots, such as 1.2.3, is a version: it says which error this is.
    Pattern("float", r"(?:\b|(?<![\w-])-)(?<!\d\.)\d+\.\d+(?:[eE][+-]?\d+)?\b(?!\.\d)"),
    Pattern("int", r"(?:\b|(?<![\w-])-)(?<!\d\.)\d{1,7}\b(?!\.\d)"),
    Pattern("quoted_str", r"""(?<==)(?:"[^"\n]{0,256}"|'[^'\n]{0,256}')"""),
    Pattern("bool", r"(?<==)(?:[Tt]rue|[Ff]alse|TRUE|FALSE)\b"),
)
