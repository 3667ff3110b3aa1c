package io.weft.example.guard;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.Intercepted;
import io.weft.exchange.Interceptor;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** An interceptor: lets nobody call what is below {@code guarded/} without saying for whom. */
@Component
public final class TenantGuard implements Interceptor {

  @Activate
  public TenantGuard() {}

  @Override
  public Watch serving(Intercepted request) {
    if (request.path().startsWith("guarded/") && request.headers().get("tenant").isEmpty()) {
      throw new ApplicationException(
          "no_tenant",
          "say for whom with the header tenant, as in withHeader(\"tenant\", \"studio\")",
          Map.of("header", "tenant"));
    }
    return Watch.NOBODY;
  }
}
