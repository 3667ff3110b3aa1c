package io.weft.files.desk;

import io.weft.exchange.Exchange;
import io.weft.exchange.Handler;
import io.weft.exchange.ServiceAt;
import io.weft.files.live.Asking;
import io.weft.files.live.Company;
import io.weft.files.live.Notices;
import io.weft.files.receive.Disk;
import io.weft.files.receive.Landings;
import io.weft.files.receive.OldParts;
import io.weft.files.receive.Surroundings;
import io.weft.files.receive.Surroundings.Limits;
import io.weft.files.receive.Throttle;
import io.weft.files.receive.Turns;
import io.weft.files.send.Serving;
import io.weft.files.send.SharedFolders;
import io.weft.files.wire.Messages;
import io.weft.files.wire.Spares;
import io.weft.peer.Peers;
import io.weft.transfer.FileTransfers;
import io.weft.transfer.TransferPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/**
 * The file transfers of a node: its service {@link FileTransfers}. When settings change it begins
 * anew, and transfers go on where they were.
 */
@Component(
    service = {},
    immediate = true,
    configurationPid = "io.weft.files")
@Designate(ocd = FilesSettings.class)
public final class FilesComponent {
  /** They change nothing here, and may be asked again. */
  private static final List<String> QUESTIONS =
      List.of(
          Messages.OFFER,
          Messages.MANIFEST,
          Messages.CHUNK,
          Messages.SHARE,
          Messages.PASS,
          Messages.DIGEST,
          Messages.HASHES,
          Messages.PROGRESS);

  private final Threads threads = Threads.start();
  private final Spares spares = new Spares();
  private final Desk desk;
  private final List<ServiceRegistration<?>> registered = new ArrayList<>();
  private final TransferPolicy settled;
  private final Peers.Watch watch;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  volatile @Nullable TransferPolicy policy;

  /**
   * @throws IllegalStateException if a setting cannot be followed; the message says which
   */
  @Activate
  public FilesComponent(
      BundleContext context,
      @Reference Exchange exchange,
      @Reference Peers peers,
      FilesSettings settings) {
    try {
      Company company = new PeerCompany(peers);
      Path into = receiveFolder(settings.receive__folder());
      long mostBytes = settings.max__offer__mib() << 20;
      settled =
          new SettledPolicy(
              settings.offers(),
              into,
              Set.of(settings.offers__from()),
              mostBytes,
              settings.check__disk__space(),
              company);
      SharedFolders shared = SharedFolders.of(settings.shared__folders());
      AtomicReference<Desk> offered = new AtomicReference<>();
      Workshop shop =
          new Workshop(
              surroundings(new ExchangeAsking(exchange), company, settings),
              new Serving(
                  (id, asker) -> Objects.requireNonNull(offered.get()).origin(id, asker),
                  () -> shared,
                  spares),
              new Book(data(context).resolve("transfers")),
              new Notices(threads.tasks()),
              new Landings());
      desk = new Desk(shop, new PeerNames(peers));
      offered.set(desk);
      desk.restore(); // before anybody can ask for what was offered
      FilesHandler handler =
          new FilesHandler(
              desk,
              shop,
              new FilesHandler.Reception(
                  this::policyNow, into, FilesComponent::free, settings.max__queued()),
              threads.readers());
      registered.add(
          context.registerService(Handler.class, handler, FrameworkUtil.asDictionary(service())));
      registered.add(context.registerService(FileTransfers.class, desk, null));
      threads.tasks().execute(() -> OldParts.delete(into, Clock.systemUTC()));
    } catch (IOException | IllegalArgumentException e) {
      registered.forEach(ServiceRegistration::unregister);
      threads.close();
      throw new IllegalStateException("io.weft.files: " + e.getMessage(), e);
    }
    threads.clockwork().scheduleWithFixedDelay(spares::tidy, 1, 1, TimeUnit.SECONDS);
    watch = peers.watch(new Lookout(desk, threads.clockwork()));
  }

  private Surroundings surroundings(Asking asking, Company company, FilesSettings settings) {
    return new Surroundings(
        asking,
        company,
        Disk.SYSTEM,
        new Turns(settings.max__transfers(), threads.tasks()),
        threads.tasks(),
        threads.writers(),
        threads.clockwork(),
        System::nanoTime,
        new Throttle(settings.max__bytes__per__second(), System::nanoTime),
        new Limits(
            settings.chunk__size__kib() << 10,
            (long) settings.memory__mib() << 20,
            Duration.ofSeconds(settings.answer__timeout__s()),
            Duration.ofHours(settings.give__up__hours()),
            settings.check__disk__space()),
        spares);
  }

  private static Map<String, Object> service() {
    return Map.of(
        ServiceAt.PREFIX_ + "path",
        Messages.PATH,
        ServiceAt.PREFIX_ + "version",
        "1.0.0",
        ServiceAt.PREFIX_ + "description",
        "Files: offers, what is in them, their content.",
        ServiceAt.PREFIX_ + "actions",
        Stream.concat(QUESTIONS.stream(), Stream.of(Messages.CLOSE)).toArray(String[]::new),
        ServiceAt.PREFIX_ + "idempotent",
        QUESTIONS.toArray(String[]::new),
        ServiceAt.PREFIX_ + "relayed", // or a relay could ask for what was offered to others
        false);
  }

  private static Path receiveFolder(String setting) {
    return Path.of(setting.strip().replace("{tmp}", System.getProperty("java.io.tmpdir", "/tmp")))
        .toAbsolutePath()
        .normalize();
  }

  private static Path data(BundleContext context) {
    String data = context.getProperty("weft.data");
    if (data == null || data.isBlank()) {
      throw new IllegalArgumentException(
          "the framework property weft.data is not set: it names the folder of this node's data");
    }
    return Path.of(data).toAbsolutePath();
  }

  private static long free(Path folder) {
    Path there = folder;
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    try {
      return Disk.SYSTEM.freeBytes(there);
    } catch (IOException e) {
      return -1;
    }
  }

  private TransferPolicy policyNow() {
    TransferPolicy found = policy;
    return found == null ? settled : found;
  }

  @Deactivate
  void stop() {
    watch.close();
    registered.forEach(ServiceRegistration::unregister);
    desk.stop();
    threads.close();
  }
}
