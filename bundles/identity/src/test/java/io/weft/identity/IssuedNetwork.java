package io.weft.identity;

import io.weft.node.NodeId;
import io.weft.testkit.ManualClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A network with one issuer, whose clock moves when a test says so, and machines that want in. */
final class IssuedNetwork implements AutoCloseable {
  static final Duration DAY = Duration.ofDays(1);
  static final List<URI> ADDRESSES = List.of(URI.create("tcp://127.0.0.1:7001"));

  final ManualClock clock = new ManualClock(Instant.now());
  final Path folder;
  final NodeIdentity identity;
  final Issuer issuer;
  IssuerOffice office;

  IssuedNetwork(Path folder) {
    this.folder = folder;
    identity =
        NodeIdentity.open(
            folder.resolve("issuer"),
            folder.resolve("issuer-config"),
            IdentitySettings.ISSUED,
            clock);
    issuer = identity.issuer().orElseThrow();
    office = newOffice(issuer);
  }

  IssuerOffice newOffice(Issuer of) {
    return new IssuerOffice(
        of,
        of.book().folder(),
        () -> new IssuerOffice.Place(Optional.of(InetAddress.getLoopbackAddress()), 0),
        clock);
  }

  String ticket() {
    return office.inviteOnce(ADDRESSES, DAY);
  }

  OneTimeTicket parsedTicket() {
    try {
      return OneTimeTicket.parse(ticket());
    } catch (Ticket.Invalid e) {
      throw new AssertionError(e);
    }
  }

  /** What a program said and how it ended. */
  record Outcome(int code, String out, String err) {}

  Outcome join(String name, String ticket) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Join.run(
            new String[] {
              ticket, "--config", config(name).toString(), "--data", data(name).toString()
            },
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Outcome(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  Path config(String name) {
    return folder.resolve(name + "-config");
  }

  Path data(String name) {
    return folder.resolve(name);
  }

  NodeIdentity member(String name) {
    return NodeIdentity.open(data(name), config(name), IdentitySettings.DEFAULT, clock);
  }

  /** A member that reaches the issuer, proven as the caller by its link. */
  NodeIdentity connectedMember(String name) {
    NodeIdentity member = member(name);
    NodeId caller = member.id();
    IssuerHandler handler = new IssuerHandler(issuer);
    member
        .distant()
        .orElseThrow()
        .reach(
            new DistantAuthority.Issuers() {
              @Override
              public boolean any() {
                return true;
              }

              @Override
              public byte[] ask(byte[] application) {
                try {
                  return (byte[]) handler.handle(new FixedRequest(caller, application));
                } catch (RuntimeException e) {
                  throw new IdentityException(e.getMessage(), e);
                }
              }
            });
    return member;
  }

  @Override
  public void close() {
    office.close();
  }
}
