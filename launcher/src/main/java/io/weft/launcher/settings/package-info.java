/** Settings: from files, environment and command line, checked against the bundles' metatype. */
package io.weft.launcher.settings;
