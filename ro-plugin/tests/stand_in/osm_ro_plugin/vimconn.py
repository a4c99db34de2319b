"""The least of RO's vimconn that a plug-in for networks can tell from the real one: the names, the codes, the constructor."""

import logging


class VimConnException(Exception):
    default_code = 400

    def __init__(self, message, http_code=None):
        super().__init__(message)
        self.http_code = self.default_code if http_code is None else http_code


class VimConnConnectionException(VimConnException):
    default_code = 503


class VimConnUnexpectedResponse(VimConnException):
    default_code = 503


class VimConnAuthException(VimConnException):
    default_code = 401


class VimConnInsufficientCredentials(VimConnException):
    default_code = 401


class VimConnNotFoundException(VimConnException):
    default_code = 404


class VimConnConflictException(VimConnException):
    default_code = 409


class VimConnNotSupportedException(VimConnException):
    default_code = 503


class VimConnNotImplemented(VimConnException):
    default_code = 501


class VimConnector:
    def __init__(
        self,
        uuid,
        name,
        tenant_id,
        tenant_name,
        url,
        url_admin=None,
        user=None,
        passwd=None,
        log_level=None,
        config={},  # noqa: B006 - as RO's own, so that a plug-in leaning on it would show
        persistent_info={},  # noqa: B006
    ):
        self.id = uuid
        self.name = name
        self.tenant_id = tenant_id
        self.tenant_name = tenant_name
        self.url = url
        self.url_admin = url_admin or url
        self.user = user
        self.passwd = passwd
        self.config = config or {}
        self.logger = logging.getLogger("ro.vim")
        if log_level:
            self.logger.setLevel(getattr(logging, log_level))

    def check_vim_connectivity(self):
        return None


def _left_to_plugins(method):
    def refuse(self, *args, **kwargs):
        raise VimConnNotImplemented("Should have implemented this")

    refuse.__name__ = method
    return refuse


for _method in (
    "new_network get_network_list get_network delete_network refresh_nets_status "
    "get_tenant_list new_tenant delete_tenant get_flavor get_flavor_id_from_data new_flavor delete_flavor "
    "new_affinity_group get_affinity_group delete_affinity_group new_image delete_image get_image_id_from_path get_image_list "
    "new_vminstance get_vminstance delete_vminstance refresh_vms_status action_vminstance get_vminstance_console "
    "migrate_instance resize_instance new_classification new_sfi new_sf new_sfp"
).split():
    setattr(VimConnector, _method, _left_to_plugins(_method))
