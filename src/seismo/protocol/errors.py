"""What can be wrong with a request, as one tree.

ProtocolError           the HTTP status, the reason for the ledger and a sentence for people
├── AuthMissing         401
├── AuthInvalid         400 or 401
├── UnknownKey          403
├── DisabledKey         403
├── ProjectMismatch     403
├── NotOffered          404
├── EmptyBody           400
├── InvalidCompression  400
├── InvalidEnvelope     400
├── InvalidJson         400
├── InvalidRequest      400 or 415
├── TooLarge            413
└── Overloaded          429 or 503
"""

from seismo.model.outcome import Reason


class ProtocolError(Exception):
    """`detail` is the wire's short message, `causes` say what is wrong and how to put it right.

    Both are for people, and neither ever quotes the payload.
    """

    status = 400
    reason = Reason.INVALID_ENVELOPE

    def __init__(self, detail: str, *causes: str, status: int | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.causes = causes
        if status is not None:
            self.status = status

    @property
    def sentence(self) -> str:
        """Detail and causes in one line."""
        return f"{self.detail}: {'; '.join(self.causes)}" if self.causes else self.detail


class AuthMissing(ProtocolError):
    status = 401
    reason = Reason.AUTH_MISSING


class AuthInvalid(ProtocolError):
    reason = Reason.AUTH_INVALID


class UnknownKey(ProtocolError):
    status = 403
    reason = Reason.AUTH_UNKNOWN_KEY


class DisabledKey(ProtocolError):
    status = 403
    reason = Reason.AUTH_DISABLED_KEY


class ProjectMismatch(ProtocolError):
    status = 403
    reason = Reason.PROJECT_MISMATCH


class NotOffered(ProtocolError):
    """A door that Sentry has and this version does not."""

    status = 404
    reason = Reason.UNSUPPORTED


class EmptyBody(ProtocolError):
    reason = Reason.EMPTY_BODY


class InvalidCompression(ProtocolError):
    reason = Reason.INVALID_COMPRESSION


class InvalidEnvelope(ProtocolError):
    reason = Reason.INVALID_ENVELOPE


class InvalidJson(ProtocolError):
    reason = Reason.INVALID_JSON


class InvalidRequest(ProtocolError):
    """A request of another kind than an envelope that is not what its endpoint takes."""

    reason = Reason.INVALID_REQUEST


class TooLarge(ProtocolError):
    status = 413
    reason = Reason.TOO_LARGE


class Overloaded(ProtocolError):
    """Nothing was kept; the sender may try again.

    429 asks SDKs to hold back for a while, all of them understand it; 503 is for a part that fails.
    """

    status = 429
    reason = Reason.OVERLOADED
