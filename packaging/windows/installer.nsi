; The installer: for one person, without the rights of an administrator. exe.py gives VERSION, NUMBERS, FILES, ICON, SIDE,
; WINDOW, CONSOLE, SIZE (kB) and TARGET; QUICK, to try it only. Silent: /S; then /D=FOLDER last. Without a backup before an upgrade: /NOBACKUP.
; Exit status: 0 done, 2 cancelled or no such Windows, 3 the program is running, 4 the backup failed, 5 files could not be replaced,
; 6 another installer or the uninstaller is at work.

Target amd64-unicode ; on a Windows of 32 bits it does not start at all
ManifestDPIAware true
ManifestSupportedOS Win10
RequestExecutionLevel user
!ifdef QUICK
    SetCompress off
!else
    SetCompressor /SOLID lzma
    SetCompressorDictSize 64
!endif

!include MUI2.nsh
!include WinVer.nsh
!include FileFunc.nsh
!include LogicLib.nsh

!define NAME "Shuangyuan"
!define KIND "Shuangyuan.Database"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"
!define CLASSES "Software\Classes"
!define SHCNE_ASSOCCHANGED 0x08000000
!define ERROR_ALREADY_EXISTS 183
!define OLDEST_BUILD 17763 ; Windows 10 1809, the oldest that Qt runs on

Name "$(title)"
OutFile "${TARGET}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "${UNINSTALL}" "InstallLocation"
BrandingText "${NAME} ${VERSION}"
ShowInstDetails nevershow
ShowUninstDetails nevershow
VIProductVersion "${NUMBERS}"
VIAddVersionKey /LANG=2052 "ProductName" "双元 Shuangyuan"
VIAddVersionKey /LANG=2052 "FileDescription" "双元 Shuangyuan 安装程序"
VIAddVersionKey /LANG=2052 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "LegalCopyright" "MIT License"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${SIDE}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\${WINDOW}.exe"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"
!insertmacro MUI_LANGUAGE "English"

LangString title ${LANG_SIMPCHINESE} "双元"
LangString title ${LANG_ENGLISH} "Shuangyuan"
LangString too_old ${LANG_SIMPCHINESE} "双元需要 64 位的 Windows 10（1809 以后）或 Windows 11，没有安装。"
LangString too_old ${LANG_ENGLISH} "Shuangyuan needs 64-bit Windows 10 (1809 or later) or Windows 11. Nothing was installed."
LangString running ${LANG_SIMPCHINESE} "双元正在运行。请先保存并关闭它的窗口，再按“重试”。"
LangString running ${LANG_ENGLISH} "Shuangyuan is running. Please save, close its window, and press Retry."
LangString at_work ${LANG_SIMPCHINESE} "双元的另一个安装或卸载程序还没有结束，这一个什么也没有做。"
LangString at_work ${LANG_ENGLISH} "Another installer or uninstaller of Shuangyuan has not ended yet. This one has done nothing."
LangString backing_up ${LANG_SIMPCHINESE} "升级之前备份数据库…"
LangString backing_up ${LANG_ENGLISH} "Backing up the database before the upgrade…"
LangString no_backup ${LANG_SIMPCHINESE} "升级之前没有备份成数据库（可能加了锁，或在没有插上的盘里）。安装不会改动数据。不备份，继续升级吗？"
LangString no_backup ${LANG_ENGLISH} "The database could not be backed up before the upgrade (it may be locked, or on a disk that is not plugged in). Installing does not change your data. Upgrade without a backup?"
LangString in_the_way ${LANG_SIMPCHINESE} "原来的程序文件不能替换，仍是原来的版本。请关闭双元和打开着它的文件夹的窗口，再试一次。"
LangString in_the_way ${LANG_ENGLISH} "The program's files could not be replaced; the former version is still there. Please close Shuangyuan and windows that show its folder, and try again."
LangString kind ${LANG_SIMPCHINESE} "双元数据库"
LangString kind ${LANG_ENGLISH} "Shuangyuan database"
LangString about ${LANG_SIMPCHINESE} "职教集团、合作企业、订单班、岗位实习、招生和学生"
LangString about ${LANG_ENGLISH} "Groups, enterprises, order classes, placements, enrolment and students"

Var answer

!macro BOTH un
; Held as long as this process is there: two at once would take each other's half-written files for their own.
Function ${un}BeTheOnlyOne
    System::Call 'kernel32::CreateMutex(p 0, i 0, t "${NAME}.Setup") p ?e'
    Pop $0
    ${If} $0 == ${ERROR_ALREADY_EXISTS}
        MessageBox MB_OK|MB_ICONSTOP "$(at_work)" /SD IDOK
        SetErrorLevel 6
        Quit
    ${EndIf}
FunctionEnd

; A program that runs cannot be written to: that tells it from one that is only there.
Function ${un}IsFree
    Exch $0
    StrCpy $answer 1
    ${If} ${FileExists} "$0"
        ClearErrors
        FileOpen $1 "$0" a
        ${If} ${Errors}
            StrCpy $answer 0
        ${Else}
            FileClose $1
        ${EndIf}
    ${EndIf}
    Pop $0
FunctionEnd

Function ${un}WaitUntilClosed
    again:
    Push "$INSTDIR\${CONSOLE}.exe"
    Call ${un}IsFree
    ${If} $answer == 1
        Push "$INSTDIR\${WINDOW}.exe"
        Call ${un}IsFree
    ${EndIf}
    ${If} $answer == 0
        MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(running)" /SD IDCANCEL IDRETRY again
        SetErrorLevel 3
        Quit
    ${EndIf}
FunctionEnd
!macroend
!insertmacro BOTH ""
!insertmacro BOTH "un."

Function .onInit
    SetRegView 64
    ${IfNot} ${AtLeastBuild} ${OLDEST_BUILD}
        MessageBox MB_OK|MB_ICONSTOP "$(too_old)" /SD IDOK
        SetErrorLevel 2
        Quit
    ${EndIf}
    Call BeTheOnlyOne
FunctionEnd

Function un.onInit
    SetRegView 64
    Call un.BeTheOnlyOne
FunctionEnd

; The version that is there copies and checks the databases it knows; what it cannot open stays as it is.
Function BackUp
    ${IfNot} ${FileExists} "$INSTDIR\${CONSOLE}.exe"
        Return
    ${EndIf}
    ${GetParameters} $0
    ${GetOptions} $0 "/NOBACKUP" $1
    ${IfNot} ${Errors}
        Return
    ${EndIf}
    DetailPrint "$(backing_up)"
    nsExec::Exec '"$INSTDIR\${CONSOLE}.exe" backup --known'
    Pop $0
    ${If} $0 != 0
        MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "$(no_backup)" /SD IDNO IDYES anyway
        SetErrorLevel 4
        Quit
        anyway:
    ${EndIf}
FunctionEnd

Section "install"
    Call WaitUntilClosed
    Call BackUp

    ; The new files are whole beside the old ones before these go.
    RMDir /r "$INSTDIR\program.new"
    RMDir /r "$INSTDIR\program.old"
    SetOutPath "$INSTDIR\program.new"
    File /r "${FILES}/program/*"
    SetOutPath "$INSTDIR"
    ClearErrors
    ${If} ${FileExists} "$INSTDIR\program\*"
        Rename "$INSTDIR\program" "$INSTDIR\program.old"
    ${EndIf}
    ${IfNot} ${Errors}
        Rename "$INSTDIR\program.new" "$INSTDIR\program"
    ${EndIf}
    ${If} ${Errors}
        RMDir /r "$INSTDIR\program.new"
        MessageBox MB_OK|MB_ICONSTOP "$(in_the_way)" /SD IDOK
        SetErrorLevel 5
        Quit
    ${EndIf}
    RMDir /r "$INSTDIR\program.old"
    File "${FILES}/${WINDOW}.exe"
    File "${FILES}/${CONSOLE}.exe"
    WriteUninstaller "$INSTDIR\uninstall.exe"

    CreateShortcut "$SMPROGRAMS\$(title).lnk" "$INSTDIR\${WINDOW}.exe" "" "$INSTDIR\${WINDOW}.exe" 0 SW_SHOWNORMAL "" "$(about)"

    ; Offered for .db under "Open with"; whoever opens such files now goes on doing so.
    WriteRegStr HKCU "${CLASSES}\${KIND}" "" "$(kind)"
    WriteRegStr HKCU "${CLASSES}\${KIND}\DefaultIcon" "" "$INSTDIR\${WINDOW}.exe,0"
    WriteRegStr HKCU "${CLASSES}\${KIND}\shell\open\command" "" '"$INSTDIR\${WINDOW}.exe" "%1"'
    WriteRegStr HKCU "${CLASSES}\.db\OpenWithProgids" "${KIND}" ""
    WriteRegStr HKCU "${CLASSES}\Applications\${WINDOW}.exe" "FriendlyAppName" "$(title)"
    WriteRegStr HKCU "${CLASSES}\Applications\${WINDOW}.exe\SupportedTypes" ".db" ""
    WriteRegStr HKCU "${CLASSES}\Applications\${WINDOW}.exe\shell\open\command" "" '"$INSTDIR\${WINDOW}.exe" "%1"'

    WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "$(title)"
    WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
    WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\${WINDOW}.exe"
    WriteRegStr HKCU "${UNINSTALL}" "Publisher" "Shuangyuan contributors"
    WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
    WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
    WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
    WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" ${SIZE}
    WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
    WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
    System::Call 'shell32::SHChangeNotify(i ${SHCNE_ASSOCCHANGED}, i 0, p 0, p 0)'
SectionEnd

; Only what the installer put there: a person may keep a database in this folder.
Section "Uninstall"
    Call un.WaitUntilClosed
    RMDir /r "$INSTDIR\program"
    RMDir /r "$INSTDIR\program.new"
    RMDir /r "$INSTDIR\program.old"
    Delete "$INSTDIR\${WINDOW}.exe"
    Delete "$INSTDIR\${CONSOLE}.exe"
    Delete "$INSTDIR\uninstall.exe"
    RMDir "$INSTDIR"
    Delete "$SMPROGRAMS\双元.lnk"
    Delete "$SMPROGRAMS\Shuangyuan.lnk"
    DeleteRegValue HKCU "${CLASSES}\.db\OpenWithProgids" "${KIND}"
    DeleteRegKey /ifempty HKCU "${CLASSES}\.db\OpenWithProgids"
    DeleteRegKey /ifempty HKCU "${CLASSES}\.db"
    DeleteRegKey HKCU "${CLASSES}\${KIND}"
    DeleteRegKey HKCU "${CLASSES}\Applications\${WINDOW}.exe"
    DeleteRegKey HKCU "${UNINSTALL}"
    System::Call 'shell32::SHChangeNotify(i ${SHCNE_ASSOCCHANGED}, i 0, p 0, p 0)'
SectionEnd
