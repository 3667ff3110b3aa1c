package io.weft.identity;

import io.weft.node.NodeId;
import io.weft.trust.Admission;
import io.weft.trust.Credentials;
import io.weft.trust.Identity;
import io.weft.trust.KeyRotation;
import io.weft.trust.Tickets;
import java.net.URI;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.X509ExtendedTrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who this node is: its key and certificate, the network that it belongs to, whom it admits, and
 * tickets for others. Safe on every thread; holds nothing that must be closed. Somebody must ask it
 * to {@link #renew} now and then: see {@link Renewal}.
 */
public final class NodeIdentity implements Identity, Tickets, KeyRotation {

  /** The network of all nodes that admit everyone. */
  public static final String OPEN_NETWORK = "open";

  private static final Logger LOG = LoggerFactory.getLogger(NodeIdentity.class);

  private final NodeId id;
  private final String network;
  private final CredentialSource source;
  private final CertificateAdmission admission;
  private final List<URI> introducers;
  private final Tickets tickets;
  private final List<Watching> watching = new CopyOnWriteArrayList<>();
  private final ReentrantLock changing = new ReentrantLock();
  private volatile Credentials credentials;

  /** Each watch is another object, even of the same listener. */
  private static final class Watching {
    private final Runnable onChange;

    Watching(Runnable onChange) {
      this.onChange = onChange;
    }
  }

  private NodeIdentity(
      String network,
      CredentialSource source,
      CertificateAdmission admission,
      List<URI> introducers,
      Tickets tickets) {
    this.credentials = source.current();
    this.id = idOf(credentials.certificate());
    this.network = network;
    this.source = source;
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
  public Watch watch(Runnable onChange) {
    Watching watch = new Watching(onChange);
    watching.add(watch);
    return () -> watching.remove(watch);
  }

  /**
   * Takes in new credentials if it is time: a certificate of which a third of its life is over is
   * issued anew, and changed files of an administrator are read again. Cheap otherwise; whoever
   * watches is told on this thread.
   *
   * @return whether the credentials have changed
   * @throws IdentityException if that was not possible: those before stay in use
   */
  public boolean renew() {
    changing.lock();
    try {
      return source.due() && take(source.current());
    } finally {
      changing.unlock();
    }
  }

  /** {@inheritDoc} Own-CA networks have no rotation. */
  @Override
  public PublicKey rotate() {
    changing.lock();
    try {
      Credentials next = source.rotated();
      take(next);
      LOG.info("This node, {}, has a new key", id.shortText());
      return next.certificate().getPublicKey();
    } catch (IdentityException e) {
      throw new IllegalStateException(e.getMessage(), e);
    } finally {
      changing.unlock();
    }
  }

  private static NodeId idOf(X509Certificate own) {
    try {
      return Succession.in(own).id(own.getPublicKey());
    } catch (CertificateException e) {
      throw new IdentityException("this node's certificate is of no use: " + e.getMessage(), e);
    }
  }

  private boolean take(Credentials next) {
    if (next.equals(credentials)) {
      return false;
    }
    credentials = next;
    watching.forEach(each -> each.onChange.run());
    return true;
  }

  @Override
  public byte[] sign(byte[] message) {
    return credentials.sign(message);
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
    return new NodeIdentity(network, source, admission.at(clock), introducers, tickets);
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
        new KeptKey(folder(data), node -> key.issuer(), clock),
        new CertificateAdmission(key.membership(), clock),
        Introducers.read(config),
        introducers -> new Ticket(key.key(), introducers).text());
  }

  private static NodeIdentity ofEveryone(Path data, Path config, Clock clock) {
    LOG.warn(
        "This node is open (--open): anyone on the local network can join and call its services");
    return new NodeIdentity(
        OPEN_NETWORK,
        new KeptKey(
            folder(data), node -> new CertificateIssuer(node.id().text(), node.pair()), clock),
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
    FilesOfCa read = new FilesOfCa(files, clock);
    return new NodeIdentity(
        read.network(),
        read,
        read.admission(),
        List.of(),
        introducers -> {
          throw new IllegalStateException(
              "the CA in tls_ca ("
                  + files.ca()
                  + ") decides who belongs to this network: let it issue a certificate for the other"
                  + " machine and set tls_certificate, tls_private_key and tls_ca there");
        });
  }

  private static Path folder(Path data) {
    return data.resolve("identity");
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
