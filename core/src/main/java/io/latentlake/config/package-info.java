/**
 * Reads pipeline files and arguments into option records. A value comes from the arguments, then
 * from the file, then from the default that is written once beside the option; every fault is
 * reported at once, before any work.
 */
package io.latentlake.config;
