/** Files and folders between nodes. */
@Export
@Version("1.0.0")
package io.weft.transfer;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
