<#ftl output_format="systemd" strip_whitespace=true>
<#--
  What is set here, the harnesses inherit, and they run compilers, browsers and sudo: no hardening
  but the umask and the core limit. OOMPolicy, because systemd would by default stop the daemon and
  every session when the kernel ends one greedy child. The start limit counts clean exits, too.
  The variable tells the daemon that this unit has a descriptor store, and how much it takes: what
  does not fit, systemd closes without a word.
-->
# ${mark?no_esc}
[Unit]
Description=${description}
<#if socketActivated>
Requires=${unit}.socket
After=${unit}.socket
</#if>
StartLimitIntervalSec=${startLimitInterval}
StartLimitBurst=${startLimit}

[Service]
Type=notify
ExecStart=${command}
# Missing, it is the daemon's to explain.
WorkingDirectory=-${workingDirectory}
<#list environment as name, value>
Environment=${word(name + "=" + value)}
</#list>
Environment=COVEN_DESCRIPTOR_STORE=${descriptorStore}
FileDescriptorStoreMax=${descriptorStore}
UMask=0077
LimitCORE=0
LimitNOFILE=${openFiles}
SyslogIdentifier=${unit}

# A clean exit hands over to the next version; 143 is a JVM's answer to SIGTERM; 78 is a fault that
# no restart cures.
Restart=always
RestartSec=${restartDelay}
SuccessExitStatus=143
RestartPreventExitStatus=78
OOMPolicy=continue

TimeoutStartSec=${startTimeout}
TimeoutStopSec=${stopTimeout}
WatchdogSec=${watchdog}
KillMode=mixed

[Install]
WantedBy=default.target
<#if socketActivated>
Also=${unit}.socket
</#if>
