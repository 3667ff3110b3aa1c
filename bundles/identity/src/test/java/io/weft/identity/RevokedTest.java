package io.weft.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.node.NodeId;
import io.weft.trust.Identity;
import io.weft.trust.Revocations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SignatureException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RevokedTest {
  @TempDir Path folder;
  private final NetworkKey network = new NetworkKey(EcKey.generate());
  private final NodeId first = NodeId.of(EcKey.generate().getPublic());
  private final NodeId second = NodeId.of(EcKey.generate().getPublic());

  private Revoked issuer(String name) {
    return new Revoked(folder.resolve(name), network.key().getPublic(), Optional.of(network));
  }

  private Revoked member(String name) {
    return new Revoked(folder.resolve(name), network.key().getPublic(), Optional.empty());
  }

  @Test
  void whoIsRevokedIsAdmittedNoMoreAlsoIfItWasBefore() throws Exception {
    TrialNetwork trial = new TrialNetwork(folder);
    NodeIdentity here = trial.member("here");
    NodeIdentity there = trial.issued("there");
    assertThat(here.admission().admit(there.credentials().chain())).isEqualTo(there.id());

    here.revocations().revoke(there.id());

    assertThatThrownBy(() -> here.admission().admit(there.credentials().chain()))
        .isInstanceOf(CertificateException.class)
        .hasMessageContaining("revoked: " + there.id().shortText());
    NodeIdentity third = trial.issued("third");
    assertThat(third.admission().admit(there.credentials().chain())).isEqualTo(there.id());
    assertThat(third.revocations().learn(here.revocations().current())).isTrue();
    assertThatThrownBy(() -> third.admission().admit(there.credentials().chain()))
        .hasMessageContaining("revoked");
    assertThat(trial.member("here").revocations().revoked())
        .as("the next start knows")
        .containsExactly(there.id());
  }

  @Test
  void newKeyDoesNotHelp() throws Exception {
    TrialNetwork trial = new TrialNetwork(folder);
    NodeIdentity here = trial.member("here");
    NodeIdentity there = trial.member("there");
    here.revocations().revoke(there.id());

    there.rotate();

    assertThatThrownBy(() -> here.admission().admit(there.credentials().chain()))
        .hasMessageContaining("revoked");
  }

  @Test
  void listsSpreadAndTheNewerOneCounts() {
    Revoked issuer = issuer("a");
    Revoked member = member("b");
    AtomicInteger told = new AtomicInteger();
    Identity.Watch watch = member.onChange(told::incrementAndGet);
    assertThat(issuer.current()).isEmpty();
    assertThat(member.learn(new byte[0])).isFalse();

    issuer.revoke(first);
    byte[] old = issuer.current();
    issuer.revoke(second);
    issuer.revoke(second);

    assertThat(member.learn(issuer.current())).isTrue();
    assertThat(member.learn(issuer.current())).isFalse();
    assertThat(member.learn(old)).isFalse();
    assertThat(member.revoked()).containsExactlyInAnyOrder(first, second);
    assertThat(told).hasValue(1);
    watch.close();
    assertThat(member("b").revoked()).hasSize(2);
    assertThat(member.current()).isEqualTo(issuer.current());
  }

  @Test
  void twoIssuersWhoChangeItAtOnceEndUpWithBoth() {
    Revoked a = issuer("a");
    Revoked b = issuer("b");
    Revoked member = member("c");
    a.revoke(first);
    b.revoke(second);
    member.learn(a.current());

    assertThat(b.learn(a.current())).isTrue();
    assertThat(a.learn(b.current())).isTrue();
    assertThat(b.learn(a.current())).isFalse();
    assertThat(member.learn(b.current())).isTrue();

    assertThat(a.revoked()).containsExactlyInAnyOrder(first, second);
    assertThat(b.current()).isEqualTo(a.current());
    assertThat(member.revoked()).isEqualTo(a.revoked());
  }

  @Test
  void issuerWhoseListIsLongerOutbidsAGreaterNumber() {
    Revoked a = issuer("a");
    a.revoke(first);
    a.revoke(second);
    byte[] poorer = RevocationList.sign(9, Set.of(first), network).signed();
    Revoked member = member("c");
    member.learn(poorer);

    assertThat(a.learn(poorer)).isTrue();

    assertThat(a.revoked()).hasSize(2);
    assertThat(member.learn(a.current())).isTrue();
    assertThat(member.revoked()).hasSize(2);
  }

  @Test
  void listIsInForceEvenWhereItCannotBeKept() throws Exception {
    Revoked issuer = issuer("a");
    issuer.revoke(first);
    Files.writeString(folder.resolve("nowhere"), "a file where the folder should be");

    Revoked member = member("nowhere");

    assertThat(member.learn(issuer.current())).isTrue();
    assertThat(member.revoked()).containsExactly(first);
  }

  @Test
  void onlyTheNetworksKeySigns() throws Exception {
    NetworkKey other = new NetworkKey(EcKey.generate());
    Revoked member = member("b");
    byte[] forged = RevocationList.sign(9, Set.of(first), other).signed();
    byte[] changed = RevocationList.sign(9, Set.of(first), network).signed();
    changed[20] ^= 1;

    assertThat(member.learn(forged)).isFalse();
    assertThat(member.learn(changed)).isFalse();
    assertThat(member.learn(new byte[] {1, 2, 3})).isFalse();
    assertThat(member.revoked()).isEmpty();
    assertThatThrownBy(() -> RevocationList.parse(forged, network.key().getPublic()))
        .isInstanceOf(SignatureException.class)
        .hasMessageContaining("has not signed");
    assertThatThrownBy(() -> member.revoke(first))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("run weft revoke on an issuer");
  }

  @Test
  void listIsBounded() throws Exception {
    Set<NodeId> many = new TreeSet<>();
    while (many.size() < RevocationList.MAX_NODES) {
      byte[] random = new byte[32];
      new Random(many.size()).nextBytes(random);
      many.add(new NodeId(base32(random)));
    }
    RevocationList list = RevocationList.sign(1, many, network);

    assertThat(list.signed()).hasSizeLessThan(Revocations.MAX_BYTES);
    assertThat(RevocationList.parse(list.signed(), network.key().getPublic())).isEqualTo(list);
    many.add(first);
    assertThatThrownBy(() -> RevocationList.sign(2, many, network))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("4097 nodes are revoked (limit 4096)");
  }

  private static String base32(byte[] bytes) {
    String letters = "abcdefghijklmnopqrstuvwxyz234567";
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 51; i++) {
      text.append(letters.charAt((bytes[i % 32] + i) & 31));
    }
    return text.append('a').toString();
  }

  @Test
  void damagedFileIsForgottenUntilAPeerHasTheList() throws Exception {
    Revoked issuer = issuer("a");
    issuer.revoke(first);
    Files.writeString(folder.resolve("a/revoked"), "nothing");

    Revoked again = issuer("a");

    assertThat(again.revoked()).isEmpty();
    assertThat(again.learn(issuer.current())).isTrue();
    assertThat(again.revoked()).containsExactly(first);
  }

  @Test
  void networksWithoutAKeyRevokeNobody() {
    NodeIdentity open = new TrialNetwork(folder).open("a");

    assertThatThrownBy(() -> open.revocations().revoke(first))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("admits everybody");
    assertThat(open.revocations().learn(RevocationList.sign(1, Set.of(first), network).signed()))
        .isFalse();
    assertThat(open.revocations().current()).isEmpty();
  }
}
