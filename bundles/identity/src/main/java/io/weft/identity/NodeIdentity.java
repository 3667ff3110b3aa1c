package io.weft.identity;

import io.weft.node.NodeId;
import io.weft.trust.Admission;
import io.weft.trust.Credentials;
import io.weft.trust.Identity;
import io.weft.trust.KeyRotation;
import io.weft.trust.Revocations;
import io.weft.trust.Tickets;
import java.net.URI;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
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
  private final Belonging belonging;
  private final Watchers watchers = new Watchers();
  private final ReentrantLock changing = new ReentrantLock();
  private volatile Credentials credentials;

  private NodeIdentity(Belonging belonging) {
    this.belonging = belonging;
    this.credentials = belonging.source().current();
    this.id = idOf(credentials.certificate());
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
    NodeIdentity identity = new NodeIdentity(new Modes(data, config, clock).of(settings));
    identity.check(settings);
    return identity;
  }

  @Override
  public NodeId id() {
    return id;
  }

  @Override
  public String network() {
    return belonging.network();
  }

  @Override
  public Credentials credentials() {
    return credentials;
  }

  @Override
  public Watch watch(Runnable onChange) {
    return watchers.add(onChange);
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
    boolean changed;
    changing.lock();
    try {
      changed = belonging.source().due() && take(belonging.source().current());
    } finally {
      changing.unlock();
    }
    if (changed) {
      watchers.tell();
    }
    return changed;
  }

  /** {@inheritDoc} Own-CA networks have no rotation. */
  @Override
  public PublicKey rotate() {
    Credentials next;
    changing.lock();
    try {
      next = belonging.source().rotated();
      take(next);
    } catch (IdentityException e) {
      throw new IllegalStateException(e.getMessage(), e);
    } finally {
      changing.unlock();
    }
    LOG.info("This node, {}, has a new key", id.shortText());
    watchers.tell();
    return next.certificate().getPublicKey();
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
    return true;
  }

  @Override
  public byte[] sign(byte[] message) {
    return credentials.sign(message);
  }

  @Override
  public Admission admission() {
    return belonging.admission();
  }

  @Override
  public X509ExtendedTrustManager trustManager(Optional<NodeId> expected) {
    return new AdmittingTrustManager(belonging.admission(), expected);
  }

  @Override
  public List<URI> introducers() {
    return belonging.introducers();
  }

  @Override
  public String invite(List<URI> introducers) {
    return belonging.tickets().invite(introducers);
  }

  @Override
  public String toString() {
    return "NodeIdentity[" + id + " of network " + network() + "]";
  }

  /** The list of those who were put out of the network. */
  public Revocations revocations() {
    return belonging.revocations();
  }

  /** What this node can issue; empty if it does not hold the network's key. */
  Optional<Issuer> issuer() {
    return belonging.issuer();
  }

  /** Where this node gets its certificates; empty if it has them without asking. */
  Optional<DistantAuthority> distant() {
    return belonging.distant();
  }

  /** The same node, whose own clock goes differently from the one that dated its certificate. */
  NodeIdentity judgingAt(Clock clock) {
    return new NodeIdentity(belonging.judgingAt(clock));
  }

  private void check(IdentitySettings settings) {
    if (settings.nodeId().isPresent() && !settings.nodeId().get().equals(id.text())) {
      throw new IdentityException(
          ("node_id is %s, but the id of this node's key is %s: an id follows from the key and is"
                  + " never chosen; remove node_id, or put the right key back")
              .formatted(settings.nodeId().get(), id));
    }
    if (settings.networkId().isPresent() && !settings.networkId().get().equals(network())) {
      throw new IdentityException(
          ("network_id is %s, but this node's network is %s: join the right network with"
                  + " `weft join TICKET`, or remove network_id")
              .formatted(settings.networkId().get(), network()));
    }
  }
}
