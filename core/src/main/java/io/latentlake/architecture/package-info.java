/**
 * A network as data: a graph of typed operations with named places. It knows no library that runs
 * it. Training, inference, the memory estimate and export each read it their own way.
 */
package io.latentlake.architecture;
