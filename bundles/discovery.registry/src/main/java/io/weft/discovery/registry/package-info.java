/** Discovery through registry files: on disks, in shared directories, at URLs. */
package io.weft.discovery.registry;
