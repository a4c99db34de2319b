namespace L2sm.Sdn.Roles;

/// <summary>A change was to be sent that this controller's role does not allow, or no longer: nothing can be said of what the switch holds.</summary>
internal sealed class NotMasterException() : Exception("this controller is not the master of the switch");
