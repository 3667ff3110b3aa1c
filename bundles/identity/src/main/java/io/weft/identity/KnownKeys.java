package io.weft.identity;

import io.weft.node.NodeId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which key each node that has changed its own has now, so that an issuer gives nothing to whoever
 * holds a key of before, or has made another way on from it. A key counts from the second time that
 * a certificate is asked for it: the first answer may be lost, and then the node goes on with the
 * key before; with the second request it says that it has stored the new one. In a file, a line a
 * node. Safe on every thread.
 */
final class KnownKeys {

  /** 130 bytes each: half of what such a file may have. The node that is longest known goes. */
  private static final int MAX_NODES = 1000;

  private static final Logger LOG = LoggerFactory.getLogger(NodeIdentity.class);

  private final Path file;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<NodeId, Known> nodes = new LinkedHashMap<>();
  private final Map<NodeId, String> askedOnce = new LinkedHashMap<>();

  /**
   * A node's key.
   *
   * @param steps how many it had before
   * @param point of this one, hexadecimal
   */
  private record Known(int steps, String point) {}

  KnownKeys(Path file) {
    this.file = file;
    read();
  }

  /**
   * Takes note of a node's keys, on disk, before it returns.
   *
   * @param keys proven; the first one first
   * @throws Refusal if a later key of this node is known, or another one in its place
   */
  void follow(NodeId node, List<PublicKey> keys) throws Refusal {
    int steps = keys.size() - 1;
    lock.lock();
    try {
      Known known = nodes.get(node);
      if (known != null
          && (steps < known.steps || !point(keys.get(known.steps)).equals(known.point))) {
        throw new Refusal(
            Refusal.Reason.OLD_KEY,
            ("%s… has changed its key %d times, and this is not its key or one that follows it: if"
                    + " its owner has not put old files back, somebody has a copy of an old key")
                .formatted(node.shortText(), known.steps));
      }
      String now = point(keys.get(steps));
      if (steps > (known == null ? 0 : known.steps)) {
        if (now.equals(askedOnce.remove(node))) {
          remember(nodes, node, new Known(steps, now));
          write();
        } else {
          remember(askedOnce, node, now);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private static <V> void remember(Map<NodeId, V> all, NodeId node, V value) {
    all.remove(node);
    all.put(node, value);
    if (all.size() > MAX_NODES) {
      all.remove(all.keySet().iterator().next());
    }
  }

  private static String point(PublicKey key) {
    return HexFormat.of().formatHex(new Applicant(key, Succession.NONE).point());
  }

  private void write() {
    StringBuilder text = new StringBuilder();
    nodes.forEach(
        (node, known) ->
            text.append(node)
                .append(' ')
                .append(known.steps)
                .append(' ')
                .append(known.point)
                .append('\n'));
    SecretFile.replace(file, text.toString());
  }

  private void read() {
    if (!Files.exists(file)) {
      return;
    }
    for (String line : SecretFile.read(file, SecretFile.Readers.OWNER).lines().toList()) {
      String[] words = line.split(" ");
      try {
        EcKey.ofPoint(HexFormat.of().parseHex(words[2]));
        nodes.put(new NodeId(words[0]), new Known(Integer.parseInt(words[1]), words[2]));
      } catch (IllegalArgumentException | IndexOutOfBoundsException | CertificateException e) {
        LOG.warn("{} has a line that is left out: {}", file, e.getMessage());
      }
    }
  }
}
