package io.weft.node.mesh;

import io.weft.node.NodeRecord;
import io.weft.node.directory.SignedRecords;
import io.weft.peer.PeerInfo;
import io.weft.testkit.Eventually;
import io.weft.transport.Acceptor;
import io.weft.transport.Expectation;
import io.weft.transport.Link;
import io.weft.transport.LinkOptions;
import io.weft.transport.Listener;
import io.weft.transport.Receiver;
import io.weft.transport.Transport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers whose records are full of addresses at which nobody ever answers. */
class DeadAddressesTest {
  private static final String SCHEME = "dead";

  /** Cheaper than the way that works, so that they are all tried before it (percent). */
  private static final int CHEAP = 10;

  /** Less than the time-out of a dial (5 s): nothing that is dead has been given up by then. */
  private static final Duration WITHIN = Duration.ofSeconds(4);

  @TempDir Path folder;
  private final Silence silence = new Silence();
  private Lab lab;

  /** A transport whose listeners nobody reaches: dials end when the test does. */
  private static final class Silence implements Transport {
    private final CountDownLatch over = new CountDownLatch(1);
    private final Set<URI> underWay = ConcurrentHashMap.newKeySet();

    @Override
    public Listener listen(URI address, LinkOptions options, Acceptor acceptor) {
      return new Listener() {
        @Override
        public URI address() {
          return address;
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public Link dial(URI address, Expectation expectation, LinkOptions options, Receiver receiver)
        throws IOException {
      underWay.add(address);
      try {
        over.await();
        throw new IOException("cannot reach " + address + ": nobody is there");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while dialling " + address);
      }
    }
  }

  @BeforeEach
  void open() {
    lab = new Lab(folder);
  }

  @AfterEach
  void stop() {
    silence.over.countDown();
    lab.close();
  }

  @Test
  void aPeerIsLinkedWhileTwentyDeadAddressesAreStillDialled() {
    Lab.Member a = dialler();
    Lab.Member b = unannounced("b");

    announceWithDeadAddresses(b, 1, 20);
    awaitLinked(a, b);

    awaitUnderWay(20);
  }

  /** On Java 17 dials share a pool: 32 threads were all waiting for the dead. */
  @Test
  void deadAddressesOfSomePeersDoNotHoldUpOthers() {
    Lab.Member a = dialler();
    List<Lab.Member> peers = List.of(unannounced("b"), unannounced("c"), unannounced("d"));

    for (int i = 0; i < peers.size(); i++) {
      announceWithDeadAddresses(peers.get(i), i, 40);
    }
    peers.forEach(peer -> awaitLinked(a, peer));

    awaitUnderWay(120);
  }

  private Lab.Member dialler() {
    Lab.Member a = lab.start("a");
    a.mesh.add(silence, List.of(SCHEME), SCHEME + "://127.0.0.1:1", CHEAP);
    Eventually.until("it listens", Lab.SOON, a.mesh::ready);
    return a;
  }

  /** A node that listens and neither says so nor looks for others. */
  private Lab.Member unannounced(String name) {
    Lab.Member member =
        lab.start(
            name,
            now ->
                new Settings(
                    now.name(),
                    now.bind(),
                    now.port(),
                    now.listen(),
                    now.roles(),
                    now.tags(),
                    false,
                    now.discoveryProviders(),
                    now.securityEnabled(),
                    now.connectionTimeout(),
                    now.requestTimeout(),
                    now.keepAlive(),
                    now.maxConnections(),
                    now.maxMessageSize(),
                    now.interfaceKinds()));
    Eventually.until("it listens", Lab.SOON, member.mesh::ready);
    return member;
  }

  /** Shows everybody a record of this node, well signed, with dead addresses before its own. */
  private void announceWithDeadAddresses(Lab.Member member, int network, int count) {
    NodeRecord own = member.mesh.record();
    List<URI> addresses = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      addresses.add(URI.create(SCHEME + "://10." + network + ".0." + i + ":1"));
    }
    addresses.addAll(own.addresses());
    NodeRecord crowded =
        new NodeRecord(
            own.id(),
            own.publicKey(),
            own.name(),
            own.network(),
            own.roles(),
            own.capabilities(),
            own.services(),
            addresses,
            own.sequence() + 1,
            own.expires());
    lab.board.show(new SignedRecords(Clock.systemUTC()).sign(crowded, member.identity));
  }

  /** All were tried before the way that works, and none of them was waited for. */
  private void awaitUnderWay(int dials) {
    Eventually.until(
        dials + " dials are under way", WITHIN, () -> silence.underWay.size() == dials);
  }

  private static void awaitLinked(Lab.Member a, Lab.Member peer) {
    Eventually.until("they are linked", WITHIN, () -> a.stateOf(peer) == PeerInfo.State.CONNECTED);
  }
}
