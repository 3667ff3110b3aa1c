package io.weft.identity;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a network the user's network. The key of the one before is kept beside it.
 *
 * @param config the user's configuration folder
 */
record Joining(Path config) {

  /**
   * @return what was done, in lines for people
   * @throws IdentityException if the machine is a member of an issued network, the folder cannot be
   *     written, or holds a damaged key, which is left as it is; joining again completes what is
   *     missing
   */
  List<String> join(Ticket ticket) {
    NetworkKey joined = new NetworkKey(ticket.network());
    Optional<NetworkKey> before = NetworkKey.find(config);
    Optional<PublicKey> member = before.isPresent() ? Optional.empty() : NetworkFile.find(config);
    if (member.filter(joined.key().getPublic()::equals).isPresent()) {
      throw new IdentityException(
          ("this machine is in network %s already, as a member that was let in by an issuer. This"
                  + " ticket carries the network's key and would make an issuer of it: if that is"
                  + " meant, remove %s first")
              .formatted(joined.id(), NetworkFile.of(config)));
    }
    List<String> said = new ArrayList<>();
    if (before.isPresent() && before.get().id().equals(joined.id())) {
      said.add("Already in network " + joined.id() + ".");
      Set<URI> all = new LinkedHashSet<>(ticket.introducers());
      List<URI> known = Introducers.read(config);
      all.addAll(known);
      if (all.size() > known.size()) {
        Introducers.write(config, List.copyOf(all));
        said.add("New addresses to find it: " + (all.size() - known.size()) + ".");
      }
      return said;
    }
    if (before.isPresent()) {
      Path aside = setAside(before.get());
      said.add(
          "The key of the network before, %s, is kept in %s.".formatted(before.get().id(), aside));
    }
    SecretFile.replace(NetworkKey.file(config), KeyFile.text(joined.key()));
    Introducers.write(config, ticket.introducers());
    said.add(0, "Joined network " + joined.id() + ".");
    said.add("Restart running nodes of this user: until then they stay where they are.");
    return said;
  }

  /** Copied, not moved: a node that starts just now must find one key or the other. */
  private Path setAside(NetworkKey before) {
    Path file = NetworkKey.file(config);
    Path aside =
        file.resolveSibling(file.getFileName() + "." + before.id().substring(0, 8) + ".old");
    try {
      Files.copy(
          file, aside, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    } catch (IOException e) {
      throw new IdentityException("cannot write " + aside + ": " + SecretFile.reason(e), e);
    }
    return aside;
  }
}
