package io.weft.identity;

import io.weft.node.NodeId;
import io.weft.trust.Identity;
import io.weft.trust.Revocations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.SignatureException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The list of revocations that this node goes by, in a file of the configuration folder. Two who
 * hold the network's key may change the list at the same moment: whoever of them sees the other's
 * list signs one that has both. Safe on every thread.
 */
final class Revoked implements Revocations {
  private static final String LABEL = "WEFT REVOCATIONS";
  private static final Logger LOG = LoggerFactory.getLogger(NodeIdentity.class);

  private final Path file;
  private final PublicKey network;
  private final Optional<NetworkKey> signer;
  private final Watchers watchers = new Watchers();
  private final AtomicLong ignored = new AtomicLong();
  private final ReentrantLock changing = new ReentrantLock();
  private volatile RevocationList list;

  /**
   * @param network the network's public key
   * @param signer the whole key, if this node holds it
   * @throws IdentityException if there is a list, and it is damaged
   */
  Revoked(Path config, PublicKey network, Optional<NetworkKey> signer) {
    this.file = config.resolve("revoked");
    this.network = network;
    this.signer = signer;
    this.list = read();
  }

  boolean contains(NodeId node) {
    return list.nodes().contains(node);
  }

  @Override
  public byte[] current() {
    return list.signed().clone();
  }

  @Override
  public Set<NodeId> revoked() {
    return list.nodes();
  }

  @Override
  public boolean learn(byte[] signed) {
    if (signed.length == 0 || Arrays.equals(signed, list.signed())) {
      return false;
    }
    RevocationList heard;
    try {
      heard = RevocationList.parse(signed, network);
    } catch (SignatureException e) {
      // The first and then each doubling: whoever sends one can send many.
      long all = ignored.incrementAndGet();
      if (Long.bitCount(all) == 1) {
        LOG.warn("A list of revocations is ignored: {} ({} in all)", e.getMessage(), all);
      }
      return false;
    }
    if (!merge(heard)) {
      return false;
    }
    watchers.tell();
    return true;
  }

  private boolean merge(RevocationList heard) {
    changing.lock();
    try {
      SortedSet<NodeId> both = new TreeSet<>(list.nodes());
      both.addAll(heard.nodes());
      boolean newer = heard.number() > list.number();
      if (newer && (signer.isEmpty() || heard.nodes().equals(both))) {
        take(heard);
        return true;
      }
      boolean lacking = !both.equals(list.nodes());
      boolean rivalled = heard.number() >= list.number() && !heard.nodes().equals(list.nodes());
      if (signer.isPresent() && (lacking || rivalled)) {
        long next = Math.max(heard.number(), list.number()) + 1;
        take(RevocationList.sign(next, both, signer.get()));
        return true;
      }
      return false;
    } finally {
      changing.unlock();
    }
  }

  @Override
  public void revoke(NodeId node) {
    if (signer.isEmpty()) {
      throw new IllegalStateException(
          "this node does not hold the network's key: run weft revoke on an issuer");
    }
    changing.lock();
    try {
      merge(read()); // another node of this user may have been here
      if (contains(node)) {
        return;
      }
      SortedSet<NodeId> more = new TreeSet<>(list.nodes());
      more.add(node);
      take(RevocationList.sign(list.number() + 1, more, signer.get()));
    } finally {
      changing.unlock();
    }
    watchers.tell();
  }

  @Override
  public Identity.Watch onChange(Runnable listener) {
    return watchers.add(listener);
  }

  /** In force even where it cannot be kept: peers bring it again after the next start. */
  private void take(RevocationList next) {
    list = next;
    LOG.info("Revoked are {} nodes (list {})", next.nodes().size(), next.number());
    try {
      SecretFile.replace(file, Pem.text(LABEL, next.signed()));
    } catch (IdentityException e) {
      LOG.warn("The list of revocations is not kept: {}", e.getMessage());
    }
  }

  private RevocationList read() {
    if (!Files.exists(file)) {
      return RevocationList.NONE;
    }
    try {
      for (Pem.Block block : Pem.blocks(SecretFile.read(file, SecretFile.Readers.EVERYONE))) {
        if (block.label().equals(LABEL)) {
          return RevocationList.parse(block.bytes(), network);
        }
      }
    } catch (SignatureException | IllegalArgumentException e) {
      // Of the network before, or damaged: the next peer has the right one.
      LOG.warn("{} is not used: {}", file, e.getMessage());
    }
    return RevocationList.NONE;
  }
}
