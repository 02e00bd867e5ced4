package org.morango.spring.plain;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application that has the starter on its class path, and no entity to sync. */
@SpringBootApplication(proxyBeanMethods = false)
public class PlainApp {}
