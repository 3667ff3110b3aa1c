package io.weft.ucx;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.weft.endpoint.HostPort;
import io.weft.transport.LinkProtocolException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** One target for both parsers: a class of its own for each would need a JVM of its own. */
class OutsideBytesFuzzTest {

  @FuzzTest(maxDuration = "3s")
  void areReadOrRefused(byte[] wire) {
    setUp(wire);
    address(new String(wire, StandardCharsets.UTF_8));
  }

  /** Whatever comes is a message that is written again as it was read, or an error. */
  private static void setUp(byte[] wire) {
    try {
      SetUp read = SetUp.parse(ByteBuffer.wrap(wire));
      assertThat(wire.length).isLessThanOrEqualTo(SetUp.MAX_BYTES);
      SetUp again = SetUp.parse(read.bytes());
      assertThat(again).usingRecursiveComparison().isEqualTo(read);
    } catch (LinkProtocolException e) {
      assertThat(e).hasMessageContaining("set-up");
    }
  }

  /** Records of other nodes name addresses: each is read, or refused. */
  private static void address(String text) {
    URI address;
    try {
      address = URI.create("rdma://" + text);
    } catch (IllegalArgumentException e) {
      return; // not even a URI
    }
    try {
      HostPort read = HostPort.of("rdma", address);
      assertThat(read.port()).isBetween(0, 65_535);
      assertThat(read.host()).isNotEmpty();
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("rdma://host:port is expected");
    }
  }
}
