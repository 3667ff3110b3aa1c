package io.weft.identity;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/** Redeems a one-time ticket at the desk of its issuer. */
final class Redeeming {

  /** Another network, a loaded machine; each address gets as long. */
  private static final int LIMIT_MILLIS = 5000;

  private final Clock clock;

  Redeeming(Clock clock) {
    this.clock = clock;
  }

  /**
   * Asks at one address of the ticket after the other until there is an answer.
   *
   * @throws Refusal if the issuer says no
   * @throws IdentityException if nobody can be asked, or the answer is no good; the message says
   *     what was tried and what to do
   */
  Issuer.Redeemed redeem(OneTimeTicket ticket, NodeKey node) throws Refusal {
    List<String> tried = new ArrayList<>();
    for (InetSocketAddress desk : ticket.desks()) {
      try {
        return checked(ask(desk, ticket, node), ticket, node);
      } catch (UnknownHostException e) {
        tried.add(OneTimeTicket.hostAndPort(desk) + " (this name is not known)");
      } catch (SSLException e) {
        tried.add(OneTimeTicket.hostAndPort(desk) + " (" + innermost(e) + ")");
      } catch (IOException e) {
        tried.add(OneTimeTicket.hostAndPort(desk) + " (" + e.getMessage() + ")");
      }
    }
    throw new IdentityException(
        ("the issuer of this ticket cannot be asked: tried %s. The node that made it must be running"
                + " and be reachable from here; the ticket is not used up. Its desk is closed when no"
                + " ticket is outstanding any more: this one %s")
            .formatted(String.join(", ", tried), validity(ticket)));
  }

  private String validity(OneTimeTicket ticket) {
    Instant now = clock.instant();
    return now.isBefore(ticket.expires())
        ? "is good until " + ticket.expires() + ", or was used already"
        : "expired at " + ticket.expires() + " (it is " + now + " here): ask for a new one";
  }

  private Issuer.Redeemed ask(InetSocketAddress desk, OneTimeTicket ticket, NodeKey node)
      throws IOException, Refusal {
    try (Socket socket = new Socket()) {
      InetSocketAddress resolved = new InetSocketAddress(desk.getHostString(), desk.getPort());
      if (resolved.isUnresolved()) {
        throw new UnknownHostException(desk.getHostString());
      }
      socket.connect(resolved, LIMIT_MILLIS);
      socket.setSoTimeout(LIMIT_MILLIS);
      try (SSLSocket secured =
          (SSLSocket)
              DeskTls.dialling(ticket.network())
                  .getSocketFactory()
                  .createSocket(socket, desk.getHostString(), desk.getPort(), true)) {
        secured.setEnabledProtocols(new String[] {DeskTls.PROTOCOL});
        secured.startHandshake();
        DataInputStream in = new DataInputStream(secured.getInputStream());
        byte[] nonce =
            DeskMessages.nonce(DeskMessages.read(in, DeskMessages.MAX_APPLICATION_BYTES));
        Applicant applicant = node.applicant();
        byte[] proof =
            Applicant.sign(
                node.pair().getPrivate(), DeskMessages.signed(nonce, ticket.id(), applicant));
        DeskMessages.write(
            new DataOutputStream(secured.getOutputStream()),
            DeskMessages.application(
                new DeskMessages.Application(ticket.id(), ticket.secret(), applicant, proof)));
        return DeskMessages.answer(DeskMessages.read(in, DeskMessages.MAX_ANSWER_BYTES));
      }
    }
  }

  private Issuer.Redeemed checked(Issuer.Redeemed answer, OneTimeTicket ticket, NodeKey node) {
    MemberCertificate.check(answer.certificate(), node, ticket.network());
    Instant now = clock.instant();
    Instant from = answer.certificate().getNotBefore().toInstant();
    Instant until = answer.certificate().getNotAfter().toInstant();
    if (now.isBefore(from) || now.isAfter(until)) {
      throw new IdentityException(
          ("check the clocks: the issuer gave a certificate that is valid from %s until %s, and here"
                  + " it is %s. The ticket can be redeemed again by this node once they are right")
              .formatted(from, until, now));
    }
    return answer;
  }

  private static String innermost(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }
}
