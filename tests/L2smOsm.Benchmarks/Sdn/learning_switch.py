"""A learning switch for os-ken: what our learning responder does, in Python. Run by build/bench as a peer."""

from os_ken.base import app_manager
from os_ken.controller import ofp_event
from os_ken.controller.handler import CONFIG_DISPATCHER, MAIN_DISPATCHER, set_ev_cls
from os_ken.lib.packet import ethernet, packet
from os_ken.ofproto import ofproto_v1_3


class LearningSwitch(app_manager.OSKenApp):
    """Learns each sender's port; known receivers get a flow, others a flood."""

    OFP_VERSIONS = [ofproto_v1_3.OFP_VERSION]

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.hosts = {}

    @set_ev_cls(ofp_event.EventOFPSwitchFeatures, CONFIG_DISPATCHER)
    def connected(self, event):
        switch = event.msg.datapath
        protocol, parser = switch.ofproto, switch.ofproto_parser
        up = [parser.OFPActionOutput(protocol.OFPP_CONTROLLER, protocol.OFPCML_NO_BUFFER)]
        self.add(switch, 0, parser.OFPMatch(), up)

    @set_ev_cls(ofp_event.EventOFPPacketIn, MAIN_DISPATCHER)
    def arrived(self, event):
        message = event.msg
        switch, in_port = message.datapath, message.match["in_port"]
        parser, protocol = switch.ofproto_parser, switch.ofproto
        frame = packet.Packet(message.data).get_protocol(ethernet.ethernet)
        hosts = self.hosts.setdefault(switch.id, {})
        hosts[frame.src] = in_port
        port = hosts.get(frame.dst)
        actions = [parser.OFPActionOutput(port if port is not None else protocol.OFPP_ALL)]
        if port is not None:
            self.add(switch, 10, parser.OFPMatch(in_port=in_port, eth_dst=frame.dst, eth_src=frame.src), actions)
        switch.send_msg(parser.OFPPacketOut(
            datapath=switch, buffer_id=message.buffer_id, in_port=in_port, actions=actions, data=message.data))

    @staticmethod
    def add(switch, priority, match, actions):
        parser, protocol = switch.ofproto_parser, switch.ofproto
        apply = [parser.OFPInstructionActions(protocol.OFPIT_APPLY_ACTIONS, actions)]
        switch.send_msg(parser.OFPFlowMod(datapath=switch, priority=priority, match=match, instructions=apply))
