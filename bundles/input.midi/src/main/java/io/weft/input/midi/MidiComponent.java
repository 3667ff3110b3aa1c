package io.weft.input.midi;

import io.weft.control.InputDevice;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/** Looks every few seconds which MIDI controllers there are; on a thread of its own. */
@Component(
    service = {},
    immediate = true,
    configurationPid = "io.weft.input.midi")
@Designate(ocd = MidiSettings.class)
public final class MidiComponent {

  /** A driver that hangs does not keep the bundle from stopping. */
  private static final int END_SECONDS = 2;

  private final ScheduledExecutorService looking =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "weft-midi");
            thread.setDaemon(true);
            return thread;
          });
  private final PortWatch ports;

  @Activate
  public MidiComponent(BundleContext context, MidiSettings settings) {
    ports = new PortWatch(new JavaSound(), device -> register(context, device));
    looking.scheduleWithFixedDelay(
        () -> {
          if (!ports.look()) {
            looking.shutdown();
          }
        },
        0,
        settings.look__interval__s(),
        TimeUnit.SECONDS);
  }

  private static Runnable register(BundleContext context, InputDevice device) {
    ServiceRegistration<InputDevice> registration =
        context.registerService(InputDevice.class, device, null);
    return registration::unregister;
  }

  @Deactivate
  void stop() throws InterruptedException {
    looking.shutdownNow();
    if (looking.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
      ports.close();
    }
  }
}
