/** Micro benchmarks of single steps that need no database. JMH runs them, so they are public. */
@NullMarked
package org.morango.benchmark.micro;

import org.jspecify.annotations.NullMarked;
