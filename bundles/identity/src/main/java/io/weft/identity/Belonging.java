package io.weft.identity;

import io.weft.trust.Revocations;
import io.weft.trust.Tickets;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * What a node's network makes of it: the parts in which the modes differ.
 *
 * @param network its id
 * @param source of the node's credentials
 * @param admission whom it admits
 * @param introducers addresses of others
 * @param tickets that carry the network's key
 * @param revocations who was put out
 * @param issuer if this node holds the network's key
 * @param distant if others must be asked for certificates
 */
record Belonging(
    String network,
    CredentialSource source,
    CertificateAdmission admission,
    List<URI> introducers,
    Tickets tickets,
    Revocations revocations,
    Optional<Issuer> issuer,
    Optional<DistantAuthority> distant) {

  Belonging {
    introducers = List.copyOf(introducers);
  }

  Belonging judgingAt(Clock clock) {
    return new Belonging(
        network, source, admission.at(clock), introducers, tickets, revocations, issuer, distant);
  }
}
