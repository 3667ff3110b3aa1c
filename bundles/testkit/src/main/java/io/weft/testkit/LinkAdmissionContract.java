package io.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.node.NodeId;
import io.weft.transport.Expectation;
import io.weft.transport.Frame;
import io.weft.transport.Lane;
import io.weft.transport.Link;
import io.weft.transport.LinkOptions;
import io.weft.transport.LinkRefusedException;
import io.weft.transport.Listener;
import io.weft.transport.Protection;
import io.weft.transport.Transport;
import io.weft.trust.Identity;
import io.weft.trust.KeyRotation;
import java.io.IOException;
import java.net.URI;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The hooks of {@link TransportContract}, and its half about who gets a link at all. */
abstract class LinkAdmissionContract {

  /** What a loaded machine may take; waiting ends as soon as there is something to see. */
  static final Duration WITHIN = Duration.ofSeconds(20);

  /** Long enough for a handshake on a loaded machine, short enough to wait for its end. */
  static final LinkOptions OPTIONS = new LinkOptions(1 << 20, 256, Duration.ofSeconds(10), true);

  /** Where silence may be the only answer. */
  private static final LinkOptions BRIEF =
      new LinkOptions(1 << 20, 256, Duration.ofSeconds(2), true);

  private final List<Transport> transports = new ArrayList<>();

  /** A transport of this node; the contract {@linkplain #stop stops} it. */
  protected abstract Transport transport(Identity identity);

  /** An address to listen at; the transport may choose the rest, such as a free port. */
  protected abstract URI listenAddress();

  /** A node of the network; the same name gives the same node. */
  protected abstract Identity member(String name);

  /** A node of another network. */
  protected abstract Identity stranger(String name);

  /** How the links are protected. */
  protected Protection protection() {
    return Protection.TLS;
  }

  /** Whether {@link Link#rest} stops the reading; otherwise it must do nothing. */
  protected boolean canRest() {
    return true;
  }

  /** Stops a transport as its bundle would. */
  protected void stop(Transport transport) throws Exception {
    if (transport instanceof AutoCloseable closeable) {
      closeable.close();
    }
  }

  @AfterEach
  public final void stopTransports() throws Exception {
    for (Transport transport : transports) {
      stop(transport);
    }
  }

  final Transport started(Identity identity) {
    Transport transport = transport(identity);
    transports.add(transport);
    return transport;
  }

  @Test
  public void peerAndProtectionAreProven() throws Exception {
    Identity anna = member("anna");
    Identity ben = member("ben");
    Door door = new Door();
    try (Listener listener = started(ben).listen(listenAddress(), OPTIONS, door)) {
      Link link =
          started(anna)
              .dial(
                  listener.address(),
                  Expectation.of(ben.id(), Lane.CALLS),
                  OPTIONS,
                  Inbox.keeping());
      Eventually.until("the link is accepted", WITHIN, () -> door.links().size() == 1);

      assertThat(link.peer()).contains(ben.id());
      assertThat(door.links().get(0).peer()).contains(anna.id());
      assertThat(link.protection()).isEqualTo(protection());
      assertThat(door.links().get(0).protection()).isEqualTo(protection());
      assertThat(link.remote()).isEqualTo(listener.address());
    }
  }

  @Test
  public void anotherPeerThanExpectedIsRefused() throws Exception {
    Door door = new Door();
    Inbox inbox = Inbox.keeping();
    try (Listener listener = started(member("ben")).listen(listenAddress(), OPTIONS, door)) {
      Transport anna = started(member("anna"));
      Expectation expectation = Expectation.of(member("carl").id(), Lane.CALLS);

      assertThatThrownBy(() -> anna.dial(listener.address(), expectation, OPTIONS, inbox))
          .isInstanceOf(LinkRefusedException.class)
          .hasMessageContaining(member("carl").id().shortText());
      Eventually.until("it is told", WITHIN, () -> !door.refusals().isEmpty());
    }
    assertThat(door.links()).isEmpty();
    assertThat(inbox.closings()).as("no link, no end of one").isEmpty();
  }

  @Test
  public void whoeverMayNotKnockGetsNoLinkAndIsNotTalkedAbout() throws Exception {
    Door door = new Door();
    door.shut();
    try (Listener listener = started(member("ben")).listen(listenAddress(), OPTIONS, door)) {
      Transport anna = started(member("anna"));
      assertThatThrownBy(
              () ->
                  anna.dial(
                      listener.address(), Expectation.anyone(Lane.CALLS), BRIEF, Inbox.keeping()))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(LinkRefusedException.class);
    }
    assertThat(door.knocks()).isNotEmpty();
    assertThat(door.links()).isEmpty();
    assertThat(door.refusals()).isEmpty();
  }

  @Test
  public void visitsAreSettledByTheHandshakeAndGoneWithTheConnection() throws Exception {
    Door door = new Door();
    Transport anna = started(member("anna"));
    try (Listener listener = started(member("ben")).listen(listenAddress(), OPTIONS, door)) {
      Link link =
          anna.dial(listener.address(), Expectation.anyone(Lane.CALLS), OPTIONS, Inbox.keeping());
      Eventually.until(
          "the handshake is over", WITHIN, () -> !door.links().isEmpty() && door.handshakes() == 0);
      assertThat(door.knocks()).hasSize(1);
      assertThat(door.connections()).isEqualTo(1);

      link.close();
      Eventually.until("it is gone", WITHIN, () -> door.connections() == 0);

      refusalOf(started(credulous(stranger("eve"))), listener.address());
      Eventually.until(
          "she is gone, too",
          WITHIN,
          () -> door.knocks().size() == 2 && door.connections() == 0 && door.handshakes() == 0);
    }
  }

  @Test
  public void uninvitedListenerIsRefused() throws Exception {
    Door door = new Door();
    try (Listener listener = started(stranger("eve")).listen(listenAddress(), OPTIONS, door)) {
      Transport anna = started(member("anna"));
      assertThatThrownBy(
              () ->
                  anna.dial(
                      listener.address(), Expectation.anyone(Lane.CALLS), OPTIONS, Inbox.keeping()))
          .isInstanceOf(LinkRefusedException.class);
      Eventually.until("it is told", WITHIN, () -> !door.refusals().isEmpty());
    }
    assertThat(door.links()).isEmpty();
  }

  @Test
  public void uninvitedDiallerGetsNoByteThrough() throws Exception {
    Door door = new Door();
    try (Listener listener = started(member("ben")).listen(listenAddress(), OPTIONS, door)) {
      Transport eve = started(credulous(stranger("eve")));
      for (int i = 1; i <= 5; i++) {
        IOException refusal = refusalOf(eve, listener.address());
        assertThat(refusal).isInstanceOf(LinkRefusedException.class);
        int told = i;
        Eventually.until("it is told", WITHIN, () -> door.refusals().size() >= told);
      }
    }
    assertThat(door.links()).isEmpty();
    assertThat(door.refusals()).hasSize(5);
  }

  @Test
  public void nodeWithdrawnAfterItsFirstLinkIsRefused() throws Exception {
    Identity anna = member("anna");
    Set<NodeId> withdrawn = ConcurrentHashMap.newKeySet();
    Identity ben = withdrawing(member("ben"), withdrawn);
    Door door = new Door();
    Transport dialler = started(anna);
    try (Listener listener = started(ben).listen(listenAddress(), OPTIONS, door)) {
      for (int i = 0; i < 3; i++) {
        dialler
            .dial(
                listener.address(), Expectation.of(ben.id(), Lane.CALLS), OPTIONS, Inbox.keeping())
            .close();
      }
      Eventually.until("three links", WITHIN, () -> door.links().size() == 3);

      withdrawn.add(anna.id());

      assertThat(refusalOf(dialler, listener.address())).isInstanceOf(LinkRefusedException.class);
      Eventually.until("it is told", WITHIN, () -> door.refusals().size() == 1);
      assertThat(door.refusals().get(0)).contains("withdrawn");
      assertThat(door.links()).hasSize(3);
    }
  }

  /**
   * Certificates are renewed and keys rotated while links are up. To be seen from outside, the
   * credentials change here to those of other nodes.
   */
  @Test
  public void newLinksShowTheCredentialsThatAreNew() throws Exception {
    ChangingIdentity here = new ChangingIdentity(member("anna"));
    ChangingIdentity there = new ChangingIdentity(member("ben"));
    Door door = new Door();
    Transport dialler = started(here);
    try (Listener listener = started(there).listen(listenAddress(), OPTIONS, door)) {
      Link before = dialler.dial(listener.address(), to("ben"), OPTIONS, Inbox.keeping());
      Eventually.until("the link is accepted", WITHIN, () -> door.links().size() == 1);

      there.become(member("carl"));
      here.become(member("ben"));
      Link after = dialler.dial(listener.address(), to("carl"), OPTIONS, Inbox.keeping());
      Eventually.until("the next one is accepted", WITHIN, () -> door.links().size() == 2);

      assertThat(after.peer()).contains(member("carl").id());
      assertThat(door.links().get(1).peer()).contains(member("ben").id());
      before.send(Frame.of(new byte[100]));
      Eventually.until("the old link goes on", WITHIN, () -> door.inboxes().get(0).count() == 1);
    }
  }

  /** Its certificate proves the way from the first key, in an extension that TLS does not know. */
  @Test
  public void nodeThatHasChangedItsKeyIsTheSameNode() throws Exception {
    Identity anna = member("anna");
    Identity ben = member("ben");
    Assumptions.assumeTrue(anna instanceof KeyRotation && ben instanceof KeyRotation);
    for (int i = 0; i < 3; i++) {
      ((KeyRotation) anna).rotate();
      ((KeyRotation) ben).rotate();
    }
    Door door = new Door();
    try (Listener listener = started(ben).listen(listenAddress(), OPTIONS, door)) {
      Link link =
          started(anna)
              .dial(
                  listener.address(),
                  Expectation.of(ben.id(), Lane.CALLS),
                  OPTIONS,
                  Inbox.keeping());
      Eventually.until("the link is accepted", WITHIN, () -> door.links().size() == 1);

      assertThat(ben.credentials().certificate().getPublicKey())
          .isNotEqualTo(ben.admission().keys(ben.credentials().certificate()).get(0));
      assertThat(link.peer()).contains(ben.id());
      assertThat(door.links().get(0).peer()).contains(anna.id());
    }
  }

  private Expectation to(String name) {
    return Expectation.of(member(name).id(), Lane.CALLS);
  }

  /** Dials, sends at once, and waits for the refusal wherever it shows. */
  private static IOException refusalOf(Transport dialler, URI address) throws InterruptedException {
    Inbox inbox = Inbox.keeping();
    try {
      Link link = dialler.dial(address, Expectation.anyone(Lane.CALLS), OPTIONS, inbox);
      link.send(Frame.of(new byte[100]));
    } catch (LinkRefusedException e) {
      return e;
    } catch (IOException e) {
      // the link was closed before the frame was sent: the receiver knows why
    }
    Eventually.until("the link is closed", WITHIN, inbox::isClosed);
    assertThat(inbox.closings()).hasSize(1);
    return inbox.closings().get(0).orElseThrow();
  }

  /** Admits whom it admitted before, except for these. */
  private static Identity withdrawing(Identity identity, Set<NodeId> withdrawn) {
    return new JudgingIdentity(
        identity,
        chain -> {
          NodeId node = identity.admission().admit(chain);
          if (withdrawn.contains(node)) {
            throw new CertificateException("withdrawn: " + node.shortText());
          }
          return node;
        });
  }

  /** A stranger who admits everyone, so that it is the other side that refuses. */
  private static Identity credulous(Identity stranger) {
    return new JudgingIdentity(stranger, chain -> NodeId.of(chain.get(0).getPublicKey()));
  }
}
