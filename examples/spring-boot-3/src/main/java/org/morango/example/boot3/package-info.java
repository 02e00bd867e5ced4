/** The library in a Spring Boot 3.5 application. */
@NullMarked
package org.morango.example.boot3;

import org.jspecify.annotations.NullMarked;
