package io.weft.discovery.multicast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.testkit.TestNetwork;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PortTest {

  private static final Optional<InetAddress> LOOPBACK =
      Optional.of(InetAddress.getLoopbackAddress());

  @Test
  void portOfAProgramThatDoesNotShareIsNamedWithWhatToDo() throws IOException {
    try (Air air = new Air();
        Selector selector = Selector.open();
        DatagramSocket holder = new DatagramSocket(null)) {
      holder.setReuseAddress(false);
      holder.bind(new InetSocketAddress(air.port()));
      assertThatThrownBy(() -> open(air, selector))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "UDP port %d is held by a program that does not share it: end it, or set another"
                  + " port on all nodes (DISCOVERY_PORT)",
              air.port());
      assertThat(selector.keys()).isEmpty();
    }
  }

  @Test
  void severalNodesOfAMachineShareThePort() throws IOException {
    try (Air air = new Air();
        Selector selector = Selector.open();
        Port first = open(air, selector);
        Port second = open(air, selector)) {
      assertThat(first.reaches(InetAddress.getLoopbackAddress())).isTrue();
      assertThat(second.interfaces()).isZero();
    }
  }

  @Test
  void groupIsJoinedOnTheInterfacesInUse() throws IOException {
    try (Air air = new Air();
        Selector selector = Selector.open();
        Port port = open(air, selector)) {
      port.use(LocalInterface.choose(LocalInterface.all(), LOOPBACK));
      assertThat(port.interfaces()).isEqualTo(1);
      port.send(new byte[] {7}, name -> false);
      assertThat(selector.select(1000)).isEqualTo(1);
      port.use(List.of());
      assertThat(port.interfaces()).isZero();
    }
  }

  private static Port open(Air air, Selector selector) throws IOException {
    return Port.open(
        air.settings(),
        air.settings().group(),
        LOOPBACK,
        selector,
        one -> true,
        new TestNetwork("blue").sink());
  }
}
