package io.weft.identity;

import io.weft.node.NodeId;
import io.weft.trust.Admission;
import io.weft.trust.Credentials;
import io.weft.trust.Identity;
import io.weft.trust.Tickets;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509ExtendedTrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who this node is: its key and certificate, the network that it belongs to, whom it admits, and
 * tickets for others. Immutable; safe on every thread; holds nothing that must be closed.
 */
public final class NodeIdentity implements Identity, Tickets {

  /** The network of all nodes that admit everyone. */
  public static final String OPEN_NETWORK = "open";

  /** An administrator needs some days to get a certificate. */
  private static final Duration RENEWAL_WARNING = Duration.ofDays(30);

  private static final Logger LOG = LoggerFactory.getLogger(NodeIdentity.class);

  private final NodeId id;
  private final String network;
  private final Credentials credentials;
  private final CertificateAdmission admission;
  private final List<URI> introducers;
  private final Tickets tickets;

  private NodeIdentity(
      String network,
      Credentials credentials,
      CertificateAdmission admission,
      List<URI> introducers,
      Tickets tickets) {
    this.id = NodeId.of(credentials.certificate().getPublicKey());
    this.network = network;
    this.credentials = credentials;
    this.admission = admission;
    this.introducers = List.copyOf(introducers);
    this.tickets = tickets;
  }

  /**
   * Opens the identity of the node with this data folder, and makes what is not there yet: the
   * node's key, its certificate and, in the user's configuration folder, the network's key. Several
   * nodes of one user that do so at the same instant end up in the same network.
   *
   * @param data the node's own folder; keys are kept in {@code identity} below it
   * @param config the user's configuration folder, shared by all nodes of the user
   * @param clock decides which certificates are in date
   * @throws IdentityException if a key, certificate or setting cannot be used; the message says
   *     which and what to do
   */
  public static NodeIdentity open(Path data, Path config, IdentitySettings settings, Clock clock) {
    NodeIdentity identity;
    if (settings.ownCa().isPresent()) {
      identity = ofCa(settings.ownCa().get(), clock);
    } else if (settings.open()) {
      identity = ofEveryone(data, config, clock);
    } else {
      identity = ofNetworkKey(data, config, settings, clock);
    }
    identity.check(settings);
    return identity;
  }

  @Override
  public NodeId id() {
    return id;
  }

  @Override
  public String network() {
    return network;
  }

  @Override
  public Credentials credentials() {
    return credentials;
  }

  @Override
  public byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance(EcKey.SIGNATURE);
      signature.initSign(credentials.key());
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot sign with this node's key: " + e.getMessage(), e);
    }
  }

  @Override
  public Admission admission() {
    return admission;
  }

  @Override
  public X509ExtendedTrustManager trustManager(Optional<NodeId> expected) {
    return new AdmittingTrustManager(admission, expected);
  }

  @Override
  public List<URI> introducers() {
    return introducers;
  }

  @Override
  public String invite(List<URI> introducers) {
    return tickets.invite(introducers);
  }

  @Override
  public String toString() {
    return "NodeIdentity[" + id + " of network " + network + "]";
  }

  /** The same node, whose own clock goes differently from the one that dated its certificate. */
  NodeIdentity judgingAt(Clock clock) {
    return new NodeIdentity(network, credentials, admission.at(clock), introducers, tickets);
  }

  private static NodeIdentity ofNetworkKey(
      Path data, Path config, IdentitySettings settings, Clock clock) {
    Optional<NetworkKey> found = NetworkKey.find(config);
    if (found.isEmpty() && settings.networkId().isPresent()) {
      throw new IdentityException(
          ("network_id is %s, but this machine belongs to no network yet: run `weft join TICKET`"
                  + " with a ticket from that network (`weft invite` there)")
              .formatted(settings.networkId().get()));
    }
    NetworkKey key = found.orElseGet(() -> NetworkKey.openOrCreate(config));
    if (found.isEmpty()) {
      LOG.info("New network {}, its key is {}", key.id(), NetworkKey.file(config));
    }
    return new NodeIdentity(
        key.id(),
        ownCredentials(data, node -> key.issuer(), clock),
        new CertificateAdmission(key.membership(), clock),
        Introducers.read(config),
        introducers -> new Ticket(key.key(), introducers).text());
  }

  private static NodeIdentity ofEveryone(Path data, Path config, Clock clock) {
    LOG.warn(
        "This node is open (--open): anyone on the local network can join and call its services");
    return new NodeIdentity(
        OPEN_NETWORK,
        ownCredentials(
            data, node -> new CertificateIssuer(NodeId.of(node.getPublic()).text(), node), clock),
        new CertificateAdmission(
            new Anyone(NetworkKey.find(config).map(NetworkKey::membership)), clock),
        List.of(),
        introducers -> {
          throw new IllegalStateException(
              "an open network has no tickets: start the other machine with --open too, or restart"
                  + " this one without it and invite then");
        });
  }

  private static NodeIdentity ofCa(IdentitySettings.OwnCa files, Clock clock) {
    OwnCaFiles read = OwnCaFiles.read(files, clock);
    Instant until = read.credentials().certificate().getNotAfter().toInstant();
    if (until.isBefore(clock.instant().plus(RENEWAL_WARNING))) {
      LOG.warn("The certificate in {} is valid until {}: renew it", files.certificate(), until);
    }
    return new NodeIdentity(
        read.network(),
        read.credentials(),
        new CertificateAdmission(new IssuedByCa(read.ca()), clock),
        List.of(),
        introducers -> {
          throw new IllegalStateException(
              "the CA in tls_ca ("
                  + files.ca()
                  + ") decides who belongs to this network: let it issue a certificate for the other"
                  + " machine and set tls_certificate, tls_private_key and tls_ca there");
        });
  }

  private interface Issuing {
    CertificateIssuer by(KeyPair node);
  }

  private static Credentials ownCredentials(Path data, Issuing issuing, Clock clock) {
    Path folder = data.resolve("identity");
    KeyPair node = KeyFile.openOrCreate(folder.resolve("node.key"));
    return new Credentials(
        node.getPrivate(),
        List.of(
            NodeCertificate.openOrIssue(
                folder.resolve("node.crt"), node, issuing.by(node), clock)));
  }

  private void check(IdentitySettings settings) {
    if (settings.nodeId().isPresent() && !settings.nodeId().get().equals(id.text())) {
      throw new IdentityException(
          ("node_id is %s, but the id of this node's key is %s: an id follows from the key and is"
                  + " never chosen; remove node_id, or put the right key back")
              .formatted(settings.nodeId().get(), id));
    }
    if (settings.networkId().isPresent() && !settings.networkId().get().equals(network)) {
      throw new IdentityException(
          ("network_id is %s, but this node's network is %s: join the right network with"
                  + " `weft join TICKET`, or remove network_id")
              .formatted(settings.networkId().get(), network));
    }
  }
}
