"""Who may vouch for people, out of the settings."""

from seismo.config import Config, Misconfigured
from seismo.model.access import Role
from seismo.model.sign_in import OidcProvider


def oidc_provider(config: Config) -> OidcProvider | None:
    """Raises Misconfigured when the provider is named and the rest is missing."""
    if not config.oidc_issuer:
        return None
    if not (config.oidc_client_id and config.oidc_client_secret):
        raise Misconfigured(
            "SEISMO_OIDC_ISSUER is set: set SEISMO_OIDC_CLIENT_ID and SEISMO_OIDC_CLIENT_SECRET, too, "
            "to what the provider gave you for Seismo."
        )
    return OidcProvider(
        issuer=config.oidc_issuer,
        client_id=config.oidc_client_id,
        client_secret=config.oidc_client_secret,
        name=config.oidc_name,
        role=None if config.oidc_role == "no" else Role(config.oidc_role),
        domains=tuple(name for name in config.oidc_domains.split(",") if name),
    )
