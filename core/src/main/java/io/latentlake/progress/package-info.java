/** How long work says how far it is, whatever shows it. */
package io.latentlake.progress;
