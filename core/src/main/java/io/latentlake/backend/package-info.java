/**
 * Which of ND4J's backends computes: the CPU, or CUDA where the build, the devices, the driver and
 * the libraries of a machine allow it. ND4J chooses once in a process, when it is first used; every
 * process, the driver's and each executor's, decides for itself.
 */
package io.latentlake.backend;
