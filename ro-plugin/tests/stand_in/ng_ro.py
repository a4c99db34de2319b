"""What NG-RO does with a VIM plug-in's networks, played for tests and the lab.

The decisions are those of osm_ng_ro/ns.py (from a VLD to a task) and osm_ng_ro/ns_thread.py (a task's life), written anew.
"""

from osm_ro_plugin import vimconn


def net_task_of(ns_name, vld, vim_info):
    """The task that RO makes of one VLD on one VIM: {"find_params": ...} or {"params": ...}; first rule that fits."""
    if vim_info.get("vim_network_name"):
        return {"find_params": {"filter_dict": {"name": vim_info["vim_network_name"]}}}
    if vim_info.get("vim_network_id"):
        return {"find_params": {"filter_dict": {"id": vim_info["vim_network_id"]}}}
    if vld.get("mgmt-network") and not vim_info.get("provider_network"):
        return {"find_params": {"mgmt": True, "name": vld["id"]}}
    return {
        "params": {
            "net_name": f"{ns_name[:16]}-{vld.get('name', vld['id'])[:16]}",
            "ip_profile": vim_info.get("ip_profile"),
            "provider_network_profile": vim_info.get("provider_network"),
            "net_type": "bridge",
        }
    }


def no_vim_info():
    return {
        "created": False,
        "created_items": None,
        "vim_id": None,
        "vim_name": None,
        "vim_status": None,
        "vim_details": None,
        "vim_message": None,
    }


class NetTask:
    """A network's ro_task: status and vim_info change as RO changes them."""

    def __init__(self, vim, task, vim_config=None, vim_info=None, status="SCHEDULED"):
        self.vim = vim
        self.task = task
        self.vim_config = vim_config or {}
        self.vim_info = no_vim_info() | (vim_info or {})
        self.status = status

    def new(self):
        created, created_items = False, {}
        try:
            if self.task.get("find_params"):
                vim_id = self._find()
                if vim_id is _TO_BE_MADE:
                    vim_id, created_items = self.vim.new_network(self.task["find_params"]["name"], None)
                    created = True
            else:
                vim_id, created_items = self.vim.new_network(**self.task["params"])
                created = True
        except (vimconn.VimConnException, _Refused) as error:
            return self._now("FAILED", vim_status="VIM_ERROR", created=created, vim_message=str(error))
        return self._now(
            "BUILD",
            vim_id=vim_id,
            vim_status="BUILD",
            created=created,
            created_items=created_items,
            vim_details=None,
            vim_message=None,
        )

    def refresh(self):
        try:
            answer = self.vim.refresh_nets_status([self.vim_info["vim_id"]])[self.vim_info["vim_id"]]
            status = {"ACTIVE": "DONE", "BUILD": "BUILD"}.get(answer["status"], "FAILED")
        except vimconn.VimConnException as error:
            answer, status = {"status": "VIM_ERROR", "error_msg": str(error)}, "FAILED"
        news = {"vim_status": answer["status"], "vim_name": answer.get("name")}
        if answer["status"] in ("ERROR", "VIM_ERROR"):
            news["vim_message"] = answer.get("error_msg")
        elif answer["status"] == "DELETED":
            news |= {"vim_id": None, "vim_message": "Deleted externally"}
        else:
            news["vim_details"] = answer["vim_info"]
        return self._now(status, **news)

    def delete(self):
        gone = {"vim_status": "DELETED", "created": False, "vim_message": "DELETED", "vim_id": None}
        if self.vim_info["created"] or self.vim_info["created_items"]:  # what was only found is never deleted
            try:
                self.vim.delete_network(self.vim_info["vim_id"], self.vim_info["created_items"])
            except vimconn.VimConnNotFoundException:
                gone["vim_message"] = "already deleted"
            except vimconn.VimConnException as error:
                return self._now("FAILED", vim_status="VIM_ERROR", vim_message=f"Error while deleting: {error}")
        return self._now("DONE", **gone)

    def _find(self):
        wanted = self.task["find_params"]
        configured = {
            key: self.vim_config[f"management_network_{key}"]
            for key in ("name", "id")
            if self.vim_config.get(f"management_network_{key}")
        }
        if wanted.get("filter_dict"):
            criteria = wanted["filter_dict"]
        elif wanted.get("mgmt"):
            criteria = {"id": configured["id"]} if "id" in configured else configured or {"name": wanted["name"]}
        else:
            raise _Refused(f"Invalid find_params for new_net {wanted}")
        found = self.vim.get_network_list(criteria)
        if len(found) > 1:
            raise _Refused(f"More than one network found with this criteria: '{wanted}'")
        if found:
            return found[0]["id"]
        if self.task.get("params"):
            return None  # as upstream has it: neither found nor made
        if wanted.get("mgmt") and not wanted.get("filter_dict") and not configured:
            return _TO_BE_MADE
        raise _Refused(f"Network not found with this criteria: '{wanted}'")

    def _now(self, status, **news):
        self.status = status
        self.vim_info |= news
        return status


class _Refused(Exception):
    pass


_TO_BE_MADE = object()
