package io.weft.node.directory;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.weft.node.NodeId;
import io.weft.trust.Admission;
import io.weft.trust.Credentials;
import io.weft.trust.Identity;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509ExtendedTrustManager;

/** A signed record of the first version, and an identity of its network that admits everyone. */
final class GoldenRecord {

  private GoldenRecord() {}

  static byte[] bytes() {
    try (InputStream in = GoldenRecord.class.getResourceAsStream("signed-record.txt")) {
      String text = new String(in.readAllBytes(), US_ASCII);
      return HexFormat.of().parseHex(text.lines().skip(1).findFirst().orElseThrow());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Believes every certificate, so that only the records' own checks are left. */
  static Identity credulous() {
    return new Identity() {
      @Override
      public NodeId id() {
        throw new UnsupportedOperationException();
      }

      @Override
      public String network() {
        return "open";
      }

      @Override
      public Credentials credentials() {
        throw new UnsupportedOperationException();
      }

      @Override
      public byte[] sign(byte[] message) {
        throw new UnsupportedOperationException();
      }

      @Override
      public Admission admission() {
        return chain -> NodeId.of(chain.get(0).getPublicKey());
      }

      @Override
      public X509ExtendedTrustManager trustManager(Optional<NodeId> expected) {
        throw new UnsupportedOperationException();
      }

      @Override
      public List<URI> introducers() {
        return List.of();
      }
    };
  }
}
