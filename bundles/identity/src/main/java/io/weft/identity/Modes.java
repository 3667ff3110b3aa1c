package io.weft.identity;

import io.weft.node.NodeId;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ways in which a node can belong to a network.
 *
 * @param data the node's own folder
 * @param config the user's
 */
record Modes(Path data, Path config, Clock clock) {
  private static final Logger LOG = LoggerFactory.getLogger(NodeIdentity.class);

  /** What the settings and the files of the user say. */
  Belonging of(IdentitySettings settings) {
    if (settings.ownCa().isPresent()) {
      return ofCa(settings.ownCa().get());
    }
    if (settings.open()) {
      return ofEveryone();
    }
    Optional<NetworkKey> key = NetworkKey.find(config);
    Optional<PublicKey> member = key.isPresent() ? Optional.empty() : NetworkFile.find(config);
    return member.isPresent() ? ofMember(member.get()) : ofNetworkKey(key, settings);
  }

  private Belonging ofNetworkKey(Optional<NetworkKey> found, IdentitySettings settings) {
    if (found.isEmpty() && settings.networkId().isPresent()) {
      throw new IdentityException(
          ("network_id is %s, but this machine belongs to no network yet: run `weft join TICKET`"
                  + " with a ticket from that network (`weft invite` there)")
              .formatted(settings.networkId().get()));
    }
    NetworkKey key = found.orElseGet(() -> NetworkKey.openOrCreate(config));
    if (found.isEmpty()) {
      LOG.info("New network {}, its key is {}", key.id(), NetworkKey.file(config));
    }
    Revoked revoked = new Revoked(config, key.key().getPublic(), Optional.of(key));
    return new Belonging(
        key.id(),
        new KeptKey(folder(), Authority.near(node -> key.issuer()), clock),
        new CertificateAdmission(key.membership(), clock, revoked::contains),
        Introducers.read(config),
        introducers -> {
          if (settings.issued()) {
            throw new IllegalStateException(
                "admission is issued: a ticket that carries the network's key is not made; `weft"
                    + " invite --once` makes one that lets in one node");
          }
          return new Ticket(key.key(), introducers).text();
        },
        revoked,
        Optional.of(new Issuer(key, revoked, folder().resolve("tickets"), clock)),
        Optional.empty());
  }

  private Belonging ofMember(PublicKey network) {
    String id = NodeId.of(network).text();
    Revoked revoked = new Revoked(config, network, Optional.empty());
    DistantAuthority issuers = new DistantAuthority(network, id);
    return new Belonging(
        id,
        new KeptKey(folder(), issuers, clock),
        new CertificateAdmission(new Invited(network, id), clock, revoked::contains),
        Introducers.read(config),
        introducers -> {
          throw new IllegalStateException(
              "this machine does not hold the key of network "
                  + id.substring(0, 8)
                  + "…: run weft invite --once on the issuer, where this machine's ticket came"
                  + " from");
        },
        revoked,
        Optional.empty(),
        Optional.of(issuers));
  }

  private Belonging ofEveryone() {
    LOG.warn(
        "This node is open (--open): anyone on the local network can join and call its services");
    return new Belonging(
        NodeIdentity.OPEN_NETWORK,
        new KeptKey(
            folder(),
            Authority.near(node -> new CertificateIssuer(node.id().text(), node.pair())),
            clock),
        new CertificateAdmission(
            new Anyone(NetworkKey.find(config).map(NetworkKey::membership)), clock),
        List.of(),
        introducers -> {
          throw new IllegalStateException(
              "an open network has no tickets: start the other machine with --open too, or restart"
                  + " this one without it and invite then");
        },
        new NoRevocations(
            "an open network admits everybody, so nobody can be put out of it: restart the nodes"
                + " without --open"),
        Optional.empty(),
        Optional.empty());
  }

  private Belonging ofCa(IdentitySettings.OwnCa files) {
    FilesOfCa read = new FilesOfCa(files, clock);
    return new Belonging(
        read.network(),
        read,
        read.admission(),
        List.of(),
        introducers -> {
          throw new IllegalStateException(
              "the CA in tls_ca ("
                  + files.ca()
                  + ") decides who belongs to this network: let it issue a certificate for the other"
                  + " machine and set tls_certificate, tls_private_key and tls_ca there");
        },
        new NoRevocations(
            "the CA in tls_ca ("
                + files.ca()
                + ") decides who belongs to this network: let it issue no new certificate to that"
                + " node"),
        Optional.empty(),
        Optional.empty());
  }

  private Path folder() {
    return data.resolve("identity");
  }
}
