package io.weft.identity;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Identities of one network, and such as do not belong to it, for tests and benchmarks on a plain
 * class path. The same name gives the same node again. Safe on every thread.
 *
 * @param folder where everything is kept; a temporary one
 */
public record TrialNetwork(Path folder) {

  /** Longer ago than any certificate lasts. */
  private static final Duration LONG_AGO = Duration.ofDays(20 * 365);

  /** A node of this network. */
  public NodeIdentity member(String name) {
    return open("own", name, IdentitySettings.DEFAULT, Clock.systemUTC());
  }

  /** A node of another network. */
  public NodeIdentity stranger(String name) {
    return open("other", name, IdentitySettings.DEFAULT, Clock.systemUTC());
  }

  /** A node of this network whose certificate has expired; its own clock is right. */
  public NodeIdentity expired(String name) {
    Clock past = Clock.offset(Clock.systemUTC(), LONG_AGO.negated());
    return open("own", name, IdentitySettings.DEFAULT, past).judgingAt(Clock.systemUTC());
  }

  /** A node that admits everyone. */
  public NodeIdentity open(String name) {
    return open("own", name, IdentitySettings.OPEN, Clock.systemUTC());
  }

  /** A node of this network that does not hold its key: somebody has given it a certificate. */
  public NodeIdentity issued(String name) {
    Path data = folder.resolve("issued-" + name);
    Path config = folder.resolve("issued-" + name + "-config");
    NetworkKey network = NetworkKey.openOrCreate(folder.resolve("own-config"));
    if (NetworkFile.find(config).isEmpty()) {
      Path keys = data.resolve("identity");
      NodeKey node = NodeKey.openOrCreate(KeptKey.keyFile(keys));
      NodeCertificate.store(
          KeptKey.certificateFile(keys),
          NodeCertificate.issue(
              node.applicant(), network.issuer(), Instant.now(), Issuer.VALIDITY));
      NetworkFile.write(config, network.key().getPublic());
    }
    return NodeIdentity.open(data, config, IdentitySettings.DEFAULT, Clock.systemUTC());
  }

  private NodeIdentity open(String user, String name, IdentitySettings settings, Clock clock) {
    return NodeIdentity.open(
        folder.resolve(user + "-" + name), folder.resolve(user + "-config"), settings, clock);
  }
}
