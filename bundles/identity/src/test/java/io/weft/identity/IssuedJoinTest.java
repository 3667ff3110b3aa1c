package io.weft.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.identity.IssuedNetwork.Outcome;
import io.weft.testkit.ManualClock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class IssuedJoinTest {
  @TempDir Path folder;
  private IssuedNetwork network;

  @BeforeEach
  void start() {
    network = new IssuedNetwork(folder);
  }

  @AfterEach
  void stop() {
    network.close();
  }

  @Test
  void ticketLetsInOneNodeWithoutTheKeyOfTheNetwork() throws Exception {
    Outcome joined = network.join("new", network.ticket());

    assertThat(joined.code()).as(joined.err()).isZero();
    NodeIdentity member = network.member("new");
    assertThat(joined.out())
        .startsWith("Joined network " + network.identity.network() + " as node " + member.id());
    assertThat(member.network()).isEqualTo(network.identity.network());
    assertThat(member.introducers()).isEqualTo(IssuedNetwork.ADDRESSES);
    assertThat(network.identity.admission().admit(member.credentials().chain()))
        .isEqualTo(member.id());
    assertThat(member.admission().admit(network.identity.credentials().chain()))
        .isEqualTo(network.identity.id());
    assertThat(network.config("new").resolve("network.key")).doesNotExist();
    X509Certificate certificate = member.credentials().certificate();
    assertThat(NodeCertificate.life(certificate)).isEqualTo(Duration.ofDays(31));
    assertThat(network.office.outstanding()).isEmpty();
  }

  @Test
  void otherNodeWithTheSameTicketIsRefused() {
    String ticket = network.ticket();
    network.join("new", ticket);

    Outcome second = network.join("second", ticket);

    assertThat(second.code()).isEqualTo(2);
    assertThat(second.err()).contains("the ticket was used at").contains("ask for a new one");
    assertThat(network.config("second")).doesNotExist();
  }

  @Test
  void sameNodeMayAskAgainIfTheAnswerWasLost() throws Exception {
    String ticket = network.ticket();
    network.join("new", ticket);
    Files.delete(network.data("new").resolve("identity/node.crt"));

    assertThat(network.join("new", ticket).code()).isZero();
    assertThat(network.join("new", ticket).out().strip())
        .isEqualTo("Already in network " + network.identity.network() + ".");
  }

  @Test
  void useOfATicketIsKnownAfterTheIssuerWasKilled() throws Exception {
    String ticket = network.ticket();
    network.join("new", ticket);

    TicketBook again = new TicketBook(network.issuer.book().folder(), network.clock);
    OneTimeTicket parsed = OneTimeTicket.parse(ticket);
    byte[] other = new Applicant(EcKey.generate().getPublic(), Succession.NONE).point();
    assertThatThrownBy(() -> again.redeem(parsed.id(), parsed.secret(), other))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("was used");
  }

  @Test
  void expiredTicketIsSaidWithBothTimes() {
    String ticket = network.ticket();
    network.clock.advance(IssuedNetwork.DAY);

    Outcome late = network.join("new", ticket);

    assertThat(late.code()).isEqualTo(2);
    assertThat(late.err()).contains("the ticket expired at").contains("here; ask for a new one");
  }

  @Test
  void withdrawnTicketIsWorthless() {
    String ticket = network.ticket();
    String id = network.office.outstanding().get(0).id();
    assertThat(network.office.withdraw(id)).isTrue();
    assertThat(network.office.withdraw(id)).isFalse();

    assertThat(network.join("new", ticket).err()).contains("the ticket was withdrawn");
  }

  @Test
  void truncatedAndDamagedTicketsAreSaid() {
    String ticket = network.ticket();

    assertThat(network.join("new", ticket.substring(0, ticket.length() - 3)).err())
        .contains("damaged or cut off");
    assertThat(network.join("new", ticket.replace("weft2:", "weft3:")).err())
        .contains("made by a newer Weft");
    assertThat(network.data("new")).doesNotExist();
  }

  @Test
  void guessedSecretIsAnUnknownTicket() throws Exception {
    OneTimeTicket real = network.parsedTicket();
    OneTimeTicket guessed =
        new OneTimeTicket(
            real.network(),
            real.id(),
            new byte[TicketBook.SECRET_BYTES],
            real.expires(),
            real.desks());

    Outcome refused = network.join("new", guessed.text());

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("this issuer has no such ticket");
    assertThat(network.join("new", real.text()).code()).isZero();
  }

  @Test
  void whoeverGuessesTooOftenIsNotHeardForAWhile() throws Exception {
    OneTimeTicket real = network.parsedTicket();
    String guessed =
        new OneTimeTicket(
                real.network(),
                real.id(),
                new byte[TicketBook.SECRET_BYTES],
                real.expires(),
                real.desks())
            .text();
    for (int i = 0; i < Attempts.MAX_FAILURES; i++) {
      assertThat(network.join("new", guessed).code()).isEqualTo(2);
    }

    assertThat(network.join("new", real.text()).code()).isEqualTo(1);
    network.clock.advance(Attempts.FORGIVEN.plusSeconds(1));
    assertThat(network.join("new", real.text()).code()).isZero();
  }

  @Test
  void ticketOfAnotherNetworkFindsNoHolderOfItsKey() throws Exception {
    OneTimeTicket real = network.parsedTicket();
    OneTimeTicket foreign =
        new OneTimeTicket(
            EcKey.generate().getPublic(), real.id(), real.secret(), real.expires(), real.desks());

    Outcome refused = network.join("new", foreign.text());

    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("does not hold the network's key");
    assertThat(network.join("new", real.text()).code()).as("the ticket is good yet").isZero();
  }

  @Test
  void whoeverDoesNotHoldTheNetworksKeyCannotPoseAsItsDesk() throws Exception {
    OneTimeTicket real = network.parsedTicket();
    NetworkKey own = new NetworkKey(EcKey.generate());
    Issuer posing =
        new Issuer(
            own,
            new Revoked(folder.resolve("posing"), own.key().getPublic(), Optional.of(own)),
            folder.resolve("posing/tickets"),
            network.clock);
    try (IssuerOffice office = network.newOffice(posing)) {
      OneTimeTicket there = OneTimeTicket.parse(office.inviteOnce(List.of(), Duration.ofHours(1)));
      OneTimeTicket lured =
          new OneTimeTicket(
              real.network(), real.id(), real.secret(), real.expires(), there.desks());

      assertThat(network.join("new", lured.text()).err())
          .contains("does not hold the network's key");
    }
    assertThat(network.office.outstanding()).hasSize(1);
  }

  @Test
  void deskThatIsNotThereIsSaidWithWhatToDo() throws Exception {
    OneTimeTicket real = network.parsedTicket();
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    OneTimeTicket nowhere =
        new OneTimeTicket(
            real.network(),
            real.id(),
            real.secret(),
            real.expires(),
            List.of(InetSocketAddress.createUnresolved("127.0.0.1", free)));

    Outcome failed = network.join("new", nowhere.text());

    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.err())
        .contains("tried 127.0.0.1:" + free)
        .contains("must be running")
        .contains("the ticket is not used up");
  }

  @Test
  void clocksThatDifferByDaysAreSaidAndTheTicketIsGoodAfterwards() throws Exception {
    OneTimeTicket ticket = network.parsedTicket();
    ManualClock behind = new ManualClock(network.clock.instant().minus(Duration.ofDays(3)));
    JoiningOnce joining = new JoiningOnce(network.config("new"), network.data("new"), behind);

    assertThatThrownBy(() -> joining.join(ticket))
        .isInstanceOf(IdentityException.class)
        .hasMessageContaining("check the clocks")
        .hasMessageContaining(behind.instant().toString());

    behind.advance(Duration.ofDays(3).minusHours(5));
    assertThat(joining.join(ticket).get(0)).startsWith("Joined network");
  }

  @Test
  void networkBeforeIsLeftWithItsKeyAside() throws Exception {
    NodeIdentity before = network.member("new");
    assertThat(network.config("new").resolve("network.key")).exists();

    Outcome joined = network.join("new", network.ticket());

    assertThat(joined.code()).isZero();
    assertThat(joined.out()).contains("The key of the network before, " + before.network());
    assertThat(network.config("new").resolve("network.key")).doesNotExist();
    assertThat(network.member("new").id()).isEqualTo(before.id());
    assertThat(network.member("new").network()).isEqualTo(network.identity.network());
  }

  @Test
  void issuerNeedsNoTicketAndMembersAreNotMadeIssuers() {
    String ticket = network.ticket();
    assertThat(network.join("issuer", ticket).out()).contains("this machine holds its key");
    network.join("new", ticket);

    String shared = new Ticket(network.issuer.network().key(), List.of()).text();
    Outcome refused = network.join("new", shared);

    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("would make an issuer of it");
  }

  @Test
  void onlyIssuersInviteAndOnlyByTicketsForOne() {
    assertThatThrownBy(() -> network.identity.invite(List.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("admission is issued")
        .hasMessageContaining("weft invite --once");
    network.join("new", network.ticket());
    NodeIdentity member = network.member("new");
    assertThat(member.issuer()).isEmpty();
    assertThatThrownBy(() -> member.invite(List.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("does not hold the key");
  }

  @Test
  void secondNodeOfAMemberNeedsATicketOfItsOwn() {
    network.join("new", network.ticket());

    assertThatThrownBy(
            () ->
                NodeIdentity.open(
                    folder.resolve("other"),
                    network.config("new"),
                    IdentitySettings.DEFAULT,
                    network.clock))
        .isInstanceOf(IdentityException.class)
        .hasMessageContaining("only issuers give certificates")
        .hasMessageContaining("weft invite --once");
  }

  @Test
  void secretsAreNotOnTheIssuersDisk() throws Exception {
    OneTimeTicket ticket = network.parsedTicket();
    Path file = network.issuer.book().folder().resolve(ticket.id() + ".ticket");

    assertThat(Files.readString(file))
        .doesNotContain(HexFormat.of().formatHex(ticket.secret()))
        .contains("secret-sha256: ");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void deskIsOpenOnlyWhileSomebodyMayCome() {
    network.office.look();
    assertThat(network.office.isOpen()).isFalse();

    String ticket = network.ticket();
    assertThat(network.office.isOpen()).isTrue();
    network.join("new", ticket);
    network.office.look();
    assertThat(network.office.isOpen()).as("a lost answer may be fetched").isTrue();

    network.clock.advance(TicketBook.GRACE.plusSeconds(1));
    network.office.look();
    assertThat(network.office.isOpen()).isFalse();
  }

  @Test
  void ticketOutlivesARestartOfTheIssuer() {
    String ticket = network.ticket();
    network.office.close();

    NodeIdentity again =
        NodeIdentity.open(
            folder.resolve("issuer"),
            folder.resolve("issuer-config"),
            IdentitySettings.ISSUED,
            network.clock);
    network.office = network.newOffice(again.issuer().orElseThrow());
    network.office.look();

    assertThat(network.join("new", ticket).code()).isZero();
  }

  @Test
  void validityHasBounds() {
    assertThatThrownBy(() -> network.office.inviteOnce(List.of(), Duration.ofSeconds(59)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT1M to PT720H");
    assertThatThrownBy(() -> network.office.inviteOnce(List.of(), Duration.ofDays(31)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void outstandingTicketsAreBounded() {
    for (int i = 0; i < TicketBook.MAX_OUTSTANDING; i++) {
      network.issuer.book().create(List.of(), IssuedNetwork.DAY);
    }
    assertThatThrownBy(network::ticket)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("256 tickets are outstanding (limit 256)");
    network.clock.advance(IssuedNetwork.DAY);
    network.ticket();
    assertThat(network.office.outstanding()).hasSize(1);
  }

  @Test
  void deskNamesTheHostsOfTheAddresses() throws Exception {
    OneTimeTicket ticket =
        OneTimeTicket.parse(
            network.office.inviteOnce(
                List.of(
                    URI.create("tcp://10.0.0.7:7001"),
                    URI.create("quic://10.0.0.7:7001"),
                    URI.create("tcp://[fd00::7]:7001")),
                IssuedNetwork.DAY));

    assertThat(ticket.desks()).hasSize(2);
    assertThat(OneTimeTicket.hostAndPort(ticket.desks().get(0))).startsWith("10.0.0.7:");
    assertThat(OneTimeTicket.hostAndPort(ticket.desks().get(1))).startsWith("[fd00::7]:");
  }
}
