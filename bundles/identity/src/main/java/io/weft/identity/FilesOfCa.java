package io.weft.identity;

import io.weft.trust.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The administrator's files, read again when one of them has changed. */
final class FilesOfCa implements CredentialSource {

  /** An administrator needs some days to get a certificate. */
  private static final Duration RENEWAL_WARNING = Duration.ofDays(30);

  private static final Duration WARNED_EVERY = Duration.ofDays(1);

  private static final Logger LOG = LoggerFactory.getLogger(NodeIdentity.class);

  private final IdentitySettings.OwnCa files;
  private final CertificateAdmission admission;
  private final String network;
  private final Clock clock;
  private List<Stamp> seen = List.of();
  private OwnCaFiles read;
  private Instant warned = Instant.MIN;

  /** What a file that was written anew has another one of. */
  private record Stamp(Path file, FileTime modified, long bytes) {}

  /**
   * @throws IdentityException if the files cannot be used
   */
  FilesOfCa(IdentitySettings.OwnCa files, Clock clock) {
    this.files = files;
    this.clock = clock;
    seen = stamps();
    read = OwnCaFiles.read(files, clock);
    network = read.network();
    admission = new CertificateAdmission(new IssuedByCa(read.ca()), clock);
    warn();
  }

  CertificateAdmission admission() {
    return admission;
  }

  String network() {
    return network;
  }

  @Override
  public boolean due() {
    warn();
    return !stamps().equals(seen);
  }

  @Override
  public Credentials current() {
    List<Stamp> now = stamps();
    if (now.equals(seen)) {
      return read.credentials();
    }
    seen = now; // what is wrong is said once, not every minute
    OwnCaFiles next = OwnCaFiles.read(files, clock);
    if (!next.network().equals(network)) {
      throw new IdentityException(
          ("tls_ca %s is another CA now (network %s, this node is in %s): restart the node to have"
                  + " it change over")
              .formatted(files.ca(), next.network(), network));
    }
    if (!next.id().equals(read.id())) {
      throw new IdentityException(
          ("tls_private_key %s is another key now (node %s, this one is %s): restart the node to"
                  + " have it become that one; a renewed certificate for the old key is taken in"
                  + " without")
              .formatted(files.privateKey(), next.id(), read.id()));
    }
    if (!next.ca().equals(read.ca())) {
      admission.become(new IssuedByCa(next.ca()));
    }
    read = next;
    warned = Instant.MIN;
    return read.credentials();
  }

  @Override
  public Credentials rotated() {
    throw new IdentityException(
        ("this node's key is the administrator's (tls_private_key %s), and the CA in tls_ca would"
                + " have to issue a certificate that names the keys before: it cannot be changed"
                + " here. With a new key and certificate in these files and a restart, this machine"
                + " is another node of the network")
            .formatted(files.privateKey()));
  }

  private void warn() {
    Instant now = clock.instant();
    Instant until = read.credentials().certificate().getNotAfter().toInstant();
    if (until.isBefore(now.plus(RENEWAL_WARNING)) && !now.isBefore(warned.plus(WARNED_EVERY))) {
      warned = now;
      LOG.warn(
          "The certificate in {} is valid until {}: renew it; the new file is taken in within a"
              + " minute, without a restart",
          files.certificate(),
          until);
    }
  }

  private List<Stamp> stamps() {
    List<Stamp> stamps = new ArrayList<>();
    for (Path file : List.of(files.certificate(), files.privateKey(), files.ca())) {
      try {
        stamps.add(new Stamp(file, Files.getLastModifiedTime(file), Files.size(file)));
      } catch (IOException e) {
        stamps.add(new Stamp(file, FileTime.fromMillis(0), -1)); // gone, or not to be read
      }
    }
    return stamps;
  }
}
