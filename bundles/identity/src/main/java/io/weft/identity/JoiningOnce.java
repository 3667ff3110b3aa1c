package io.weft.identity;

import io.weft.node.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes one node a member of the network of a one-time ticket.
 *
 * @param config the user's configuration folder
 * @param data the node's own folder
 * @param clock decides whether a certificate is in date
 */
record JoiningOnce(Path config, Path data, Clock clock) {

  /**
   * Redeems the ticket, unless the node is in the network already.
   *
   * @return what was done, in lines for people
   * @throws Refusal if the issuer says no
   * @throws IdentityException if it cannot be asked, or a folder cannot be used; joining again with
   *     the same ticket completes what is missing
   */
  List<String> join(OneTimeTicket ticket) throws Refusal {
    String network = NodeId.of(ticket.network()).text();
    Optional<NetworkKey> own = NetworkKey.find(config);
    if (own.isPresent() && own.get().id().equals(network)) {
      return List.of(
          "Already in network " + network + ": this machine holds its key, and needs no ticket.");
    }
    Path keys = data.resolve("identity");
    NodeKey node = NodeKey.openOrCreate(KeptKey.keyFile(keys));
    if (own.isEmpty() && isMember(ticket.network(), node, keys)) {
      return List.of("Already in network " + network + ".");
    }
    Issuer.Redeemed redeemed = new Redeeming(clock).redeem(ticket, node);
    NodeCertificate.store(KeptKey.certificateFile(keys), redeemed.certificate());
    Introducers.write(config, redeemed.introducers());
    NetworkFile.write(config, ticket.network());
    List<String> said = new ArrayList<>();
    said.add("Joined network " + network + " as node " + node.id() + ".");
    own.ifPresent(before -> said.add(setAside(before)));
    Instant until = redeemed.certificate().getNotAfter().toInstant();
    said.add("Its certificate is good until " + until + "; issuers renew it while it runs.");
    said.add("Restart this node if it runs: until then it stays where it is.");
    return said;
  }

  private boolean isMember(PublicKey network, NodeKey node, Path keys) {
    Instant now = clock.instant();
    Optional<X509Certificate> kept = NodeCertificate.find(KeptKey.certificateFile(keys));
    return NetworkFile.find(config).filter(network::equals).isPresent()
        && kept.filter(c -> NodeCertificate.fits(c, node, network, now)).isPresent();
  }

  /** Last: until then the node is in the network before, whole. */
  private String setAside(NetworkKey before) {
    Path file = NetworkKey.file(config);
    Path aside =
        file.resolveSibling(file.getFileName() + "." + before.id().substring(0, 8) + ".old");
    try {
      Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new IdentityException(
          "cannot rename " + file + " to " + aside + ": " + SecretFile.reason(e), e);
    }
    return "The key of the network before, %s, is kept in %s.".formatted(before.id(), aside);
  }
}
