package io.weft.node.session;

import io.weft.netif.InterfaceKind;

/**
 * What a link runs over, on this machine's side.
 *
 * @param kind of the interface
 * @param name the system's name of the interface; empty if it is not known or there is none
 * @param speedMbps its speed in megabits a second; 0 if unknown
 */
public record Medium(InterfaceKind kind, String name, long speedMbps) {

  /** Within the machine, past every interface. */
  public static final Medium MACHINE = new Medium(InterfaceKind.LOOPBACK, "", 0);

  /** Nobody knows. */
  public static final Medium UNKNOWN = new Medium(InterfaceKind.UNKNOWN, "", 0);
}
