<#ftl output_format="XML" strip_whitespace=true>
<#--
  KeepAlive is a plain true: the keys of its other form are ORed. Interactive, because the default
  throttles the daemon and Background starves the harnesses. AbandonProcessGroup is left out:
  harnesses leave the group by setsid, and the daemon reaps them. Umask is decimal: 63 is 077.
-->
<?xml version="1.0" encoding="UTF-8"?>
<!-- ${mark?no_esc} -->
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${label}</string>
  <key>ProgramArguments</key>
  <array>
    <string>${program}</string>
<#list arguments as argument>
    <string>${argument}</string>
</#list>
  </array>
  <key>EnvironmentVariables</key>
  <dict>
<#list environment as name, value>
    <key>${name}</key>
    <string>${value}</string>
</#list>
  </dict>
  <key>WorkingDirectory</key>
  <string>${stateDirectory}</string>
  <key>StandardOutPath</key>
  <string>${logPath}</string>
  <key>StandardErrorPath</key>
  <string>${logPath}</string>
  <key>Umask</key>
  <integer>63</integer>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <true/>
  <key>ThrottleInterval</key>
  <integer>${throttleInterval}</integer>
  <key>ExitTimeOut</key>
  <integer>${exitTimeOut}</integer>
  <key>ProcessType</key>
  <string>Interactive</string>
<#if headless>
  <key>LimitLoadToSessionType</key>
  <string>Background</string>
</#if>
</dict>
</plist>
