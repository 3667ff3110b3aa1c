package io.weft.netif;

/** What a network interface is, best first: the order is the rank of paths. */
public enum InterfaceKind {
  INFINIBAND,
  THUNDERBOLT,
  ETHERNET,
  WIFI,
  CELLULAR,
  UNKNOWN,
  /** Containers, bridges, tunnels: ranked last, used when nothing else reaches. */
  VIRTUAL,
  /** For nodes of the same machine only. */
  LOOPBACK
}
