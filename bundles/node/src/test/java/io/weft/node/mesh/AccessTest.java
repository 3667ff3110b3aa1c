package io.weft.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weft.exchange.Reply;
import io.weft.exchange.RequestException;
import io.weft.exchange.RequestException.Outcome;
import io.weft.exchange.RequestException.Reason;
import io.weft.exchange.ServiceDescription;
import io.weft.exchange.ServiceMetrics;
import io.weft.node.access.Callers;
import io.weft.node.directory.LocalService;
import io.weft.testkit.Eventually;
import io.weft.trust.AccessPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may call what, between whole nodes. */
class AccessTest {
  @TempDir Path folder;
  private final AtomicInteger ran = new AtomicInteger();
  private Lab lab;
  private Lab.Member caller;
  private Lab.Member server;
  private LocalService admin;

  @BeforeEach
  void twoNodes() {
    lab = new Lab(folder);
    caller = lab.start("caller");
    server = lab.start("server");
    Lab.awaitConnected(caller, server);
    admin = offer(server, Callers.EVERYONE);
    caller.awaitService("admin", 1);
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  private LocalService offer(Lab.Member at, Callers callers) {
    LocalService service =
        new LocalService(
            at.id(),
            new ServiceDescription("admin", "1.0.0", "", Set.of("delete"), List.of()),
            request -> new byte[] {(byte) ran.incrementAndGet()},
            true,
            callers,
            true,
            "a test");
    at.mesh.add(service);
    return service;
  }

  private Reply ask(Lab.Member from) throws Exception {
    return from.mesh.exchange().request("admin", "delete", null).get(10, TimeUnit.SECONDS);
  }

  private RequestException refused() {
    return (RequestException)
        catchThrowableOfType(ExecutionException.class, () -> ask(caller)).getCause();
  }

  private static Settings withRole(Settings now, String role) {
    return new Altered(now).roles(role).settings();
  }

  @Test
  void refusedRequestsRunNothingSayWhyAndAreCounted() throws Exception {
    server.rules.change("admin delete: role:operator", "everyone");

    RequestException refusal = refused();

    assertThat(refusal.reason()).isEqualTo(Reason.FORBIDDEN);
    assertThat(refusal.outcome()).isEqualTo(Outcome.NOT_SENT);
    assertThat(refusal)
        .hasMessageContaining(server.id().shortText())
        .hasMessageContaining(caller.id().shortText())
        .hasMessageContaining("admin delete")
        .hasMessageContaining("role:operator");
    ServiceMetrics metrics = admin.metrics();
    assertThat(metrics.refused()).isEqualTo(1);
    assertThat(metrics.requests()).isZero();
    assertThat(ran).hasValue(0);
    ask(server);
    assertThat(ran).as("calls within the process are always allowed").hasValue(1);
  }

  @Test
  void aRoleThatANodeTakesWhileItRunsLetsItIn() throws Exception {
    server.rules.change("**: role:operator", "nobody");
    refused();

    caller.mesh.apply(withRole(caller.mesh.settings(), "operator"));

    Eventually.until(
        "the server knows the role",
        Lab.SOON,
        () -> server.mesh.peers().find(caller.id()).orElseThrow().roles().contains("operator"));
    assertThat(ask(caller).from()).isEqualTo(server.id());
  }

  @Test
  void rulesThatChangeHoldForTheNextRequest() throws Exception {
    server.rules.change("**: node:" + caller.id(), "nobody");
    ask(caller);
    server.rules.change("", "nobody");
    refused();
    server.rules.change("", "everyone");
    ask(caller);

    assertThat(ran).hasValue(2);
  }

  @Test
  void anotherNodeThatOffersItIsAsked() throws Exception {
    server.rules.change("", "nobody");
    Lab.Member open = lab.start("open");
    offer(open, Callers.EVERYONE);
    caller.awaitService("admin", 2);

    for (int i = 0; i < 4; i++) {
      assertThat(ask(caller).from()).isEqualTo(open.id());
    }
    assertThat(admin.metrics().refused()).isPositive();
  }

  @Test
  void aServiceMaySayItItself() {
    server.mesh.remove(admin);
    LocalService closed = offer(server, Callers.of(List.of("role:operator")));

    // That the one before is gone, and that this one is there, is told one after the other.
    Eventually.until(
        "the service refuses",
        Lab.SOON,
        () -> String.valueOf(refused().getMessage()).contains("the service lets in role:operator"));
    assertThat(closed.metrics().refused()).isPositive();
  }

  @Test
  void policiesComeAndGoWhileTheNodeRuns() throws Exception {
    AccessPolicy never = (node, roles, path, action) -> Optional.of("closed on " + path);
    server.mesh.permissions().add(never);
    assertThat(refused()).hasMessageContaining("closed on admin");
    server.mesh.permissions().remove(never);

    assertThat(ask(caller).from()).isEqualTo(server.id());
  }
}
