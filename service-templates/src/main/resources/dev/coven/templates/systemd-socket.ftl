<#ftl output_format="systemd" strip_whitespace=true>
<#--
  The descriptor is named here and not after the unit, so that every instance's daemon finds it
  under one name in LISTEN_FDNAMES.
-->
# ${mark?no_esc}
[Unit]
Description=${description} (socket)

[Socket]
ListenStream=${socketPath}
FileDescriptorName=listener
SocketMode=0600
DirectoryMode=0700
Backlog=${backlog}
RemoveOnStop=yes

[Install]
WantedBy=sockets.target
