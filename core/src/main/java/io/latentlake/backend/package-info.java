/**
 * Chooses ND4J's backend: the CPU, or CUDA if build, devices, driver and libraries of a machine
 * allow it. The choice is made once per process, driver or executor, before ND4J is first used.
 */
package io.latentlake.backend;
