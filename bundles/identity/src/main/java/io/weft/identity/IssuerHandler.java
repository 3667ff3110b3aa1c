package io.weft.identity;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.Handler;
import io.weft.exchange.Request;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.cert.CertificateException;

/**
 * The service {@value #PATH}: members who are about to need a new certificate, or have a next key,
 * ask for it over the mesh. Who asks is proven by a signature: relays cannot name another.
 */
final class IssuerHandler implements Handler {

  static final String PATH = "weft/issuer";

  /** Parameters: {@link Applicant}, signature of {@link Issuer#renewal}. Result: a certificate. */
  static final String RENEW = "renew";

  /** Code of a no. */
  static final String REFUSED = "refused";

  private final Issuer issuer;

  IssuerHandler(Issuer issuer) {
    this.issuer = issuer;
  }

  @Override
  public Object handle(Request request) {
    byte[] application = request.as(byte[].class);
    if (application == null || application.length > DeskMessages.MAX_APPLICATION_BYTES) {
      throw new ApplicationException(
          ApplicationException.BAD_PARAMS,
          "an application of %d bytes (limit %d)"
              .formatted(
                  application == null ? 0 : application.length,
                  DeskMessages.MAX_APPLICATION_BYTES));
    }
    try {
      ByteBuffer in = ByteBuffer.wrap(application);
      Applicant applicant = Applicant.read(in);
      byte[] proof = new byte[in.remaining()];
      in.get(proof);
      return Certificates.bytes(issuer.renew(request.caller(), applicant, proof));
    } catch (Refusal e) {
      throw new ApplicationException(REFUSED, e.words());
    } catch (BufferUnderflowException | CertificateException e) {
      throw new ApplicationException(
          ApplicationException.BAD_PARAMS, "an application that cannot be read: " + e.getMessage());
    }
  }
}
