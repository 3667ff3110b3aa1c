/** Services, handlers and requests. */
@Export
@Version("1.0.0")
package io.weft.exchange;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
